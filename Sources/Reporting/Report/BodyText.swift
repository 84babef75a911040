/// What was found in bodies, in a sentence.
enum BodyText {
    /// Empty where none was looked at.
    static func line(_ bodies: Report.Bodies?) -> String {
        guard let bodies else { return "" }
        let looked = "Of the bodies of admitted creates, \(bodies.checked) \(bodies.checked == 1 ? "was" : "were") looked at"
        guard bodies.wrong > 0 else { return "\(looked): all were as they should be." }
        return "\(looked): \(bodies.wrong) \(bodies.wrong == 1 ? "was" : "were") wrong (\(bodies.faults.map { "\($0.count) × \($0.fault)" }.joined(separator: "; ")))."
    }
}
