/// A place in a template that is filled for every request.
package enum Slot: Sendable, Hashable {
    /// `${n}`: the number of the request's subject, in nine digits; equal numbers mean the same thing.
    case number
    /// The same without zeros in front; only templates of the tool's own use it.
    case shortNumber
    /// `${run}`: the run's id.
    case run
    /// `${key}`: the key as it was given.
    case key
    /// `${created}`: the id of what a request created, in the path of the request that takes it back.
    case created
    /// `${random.N}`: so many hexadecimal digits, others for every request.
    case random(Int)

    /// How many digits `${random.N}` may have.
    package static let randomDigits = 1...64

    /// What stands between the braces, as what it is made of; nothing for a name that is no slot.
    static func pieces(named name: Substring) -> [TextTemplate.Piece]? {
        switch name {
        case "n": return [.slot(.number)]
        case "run": return [.slot(.run)]
        case "key": return [.slot(.key)]
        case "created": return [.slot(.created)]
        // An address of a domain that belongs to nobody (RFC 2606), which names the run.
        case "email": return [.text("rateproof."), .slot(.run), .text("."), .slot(.number), .text("@example.com")]
        // Version 4 (RFC 9562, 5.4).
        case "uuid":
            return [.slot(.random(8)), .text("-"), .slot(.random(4)), .text("-4"), .slot(.random(3)), .text("-8"), .slot(.random(3)), .text("-"),
                    .slot(.random(12))]
        default:
            guard name.hasPrefix("random."), let digits = Int(name.dropFirst(7)), randomDigits.contains(digits) else { return nil }
            return [.slot(.random(digits))]
        }
    }

    /// For messages.
    package static let names = "${n}, ${run}, ${uuid}, ${email}, ${key} and ${random.1} to ${random.64}"
}
