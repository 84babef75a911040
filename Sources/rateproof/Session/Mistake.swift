/// Something that the user can mend; ends the program with exit code 64.
struct Mistake: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
