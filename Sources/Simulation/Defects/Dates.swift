import LeadsAPI
import Timeline

extension Defect {
    /// A server that writes Date itself, as HTTP libraries do, hides these.
    static let dates: [Defect] = [
        Defect("date-absent", "responses carry no Date (virtual time only)", namedBy: "HDR-10") {
            $0.date = { _, _ in .absent }
        },
        Defect("date-obsolete-form", "Date has the form of RFC 850 (virtual time only)", namedBy: "HDR-10") {
            $0.date = { _, now in .text(rfc850(now)) }
        },
        Defect("date-in-iso-form", "Date has the form of ISO 8601 (virtual time only)", namedBy: "HDR-10") {
            $0.date = { _, now in .text(CivilTime(now).iso8601 + "Z") }
        },
    ]

    /// `Sunday, 06-Nov-94 08:49:37 GMT`
    private static func rfc850(_ instant: WallInstant) -> String {
        let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
        let words = HTTPDate.format(instant).split(separator: " ")
        guard words.count == 6 else { return "" }
        return "\(weekdays[CivilTime(instant).weekday]), \(words[1])-\(words[2])-\(words[3].suffix(2)) \(words[4]) GMT"
    }
}
