import Timeline
import WireFormat

/// Looks at the bodies of some of the creates that were admitted: a target under load may say yes and answer nonsense.
package struct BodyCheck: Sendable, Equatable {
    /// Of all creates, how many are looked at: above 0, at most 1.
    private let share: Double
    /// Paths of members that must be there, whatever their value: `data.id`.
    private let members: [String]

    package init(share: Double, members: [String]) {
        self.share = share
        self.members = members
    }

    /// Whether the answer to an arrival is looked at, the same for the same seed.
    func chooses(_ arrival: Int, _ operation: Operation, seed: UInt64) -> Bool {
        guard operation == .create else { return false }
        if share >= 1 { return true }
        // Apart from what the mix and the keys draw.
        var random = SeededRandom(seed: seed ^ 0x626f_6479, UInt64(arrival))
        return random.unit() < share
    }

    /// What is wrong with a body; nothing for a right one.
    package func fault(_ body: [UInt8]) -> String? {
        guard let json = JSONValue(parsing: body) else { return "the body is not JSON" }
        let missing = members.first { path in
            path.split(separator: ".").reduce(Optional(json)) { value, name in value?[String(name)] } == nil
        }
        return missing.map { "\($0) is missing" }
    }
}
