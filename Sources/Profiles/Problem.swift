import LoadEngine

/// One thing that is wrong with a profile: what, where, and how to mend it.
package struct Problem: Sendable, Equatable, CustomStringConvertible {
    /// `profiles/quick.yaml:12:15`, or the flag that brought the value.
    package var place: String
    /// `contract.window`; empty for the file as a whole.
    package var path: String
    package var what: String
    package var remedy: String
    /// Line and column in the file, for sorting; zero for flags, which come first.
    var position = Position()

    struct Position: Comparable, Sendable {
        var line = 0
        var column = 0
        static func < (a: Position, b: Position) -> Bool { (a.line, a.column) < (b.line, b.column) }
    }

    package var description: String { "\(place)\(path.isEmpty ? "" : ", \(path)"): \(what). \(remedy)" }
}

/// Everything that is wrong with a profile, in the order of the file.
package struct ProfileError: Error, CustomStringConvertible {
    package var problems: [Problem]

    init(problems: [Problem]) { self.problems = problems }

    /// One thing that is wrong with a flag, or with a file as a whole.
    package init(mistake place: String, what: String, remedy: String) {
        problems = [Problem(place: place, path: "", what: what, remedy: remedy)]
    }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// A value that replaces one of the file.
package struct Override: Sendable, Equatable {
    /// The field, with dots between the names and numbers for list positions.
    package var path: String
    /// YAML.
    package var value: String
    /// What the user typed, for messages.
    package var flag: String

    package init(path: String, value: String, flag: String) {
        self.path = path
        self.value = value
        self.flag = flag
    }

    /// `contract.quota=20`; nothing without a path or an equals sign.
    package init?(assignment: String) {
        guard let equals = assignment.firstIndex(of: "="), equals > assignment.startIndex else { return nil }
        self.init(path: String(assignment[..<equals]), value: String(assignment[assignment.index(after: equals)...]),
                  // A key that was written into the wrong place is not shown again.
                  flag: "--set \(RecordedFields.hide(APIKey(""), in: assignment))")
    }
}
