import Limiters
import Timeline

/// The question that HDR-01, 02 and 03 ask of different responses: are all three advice fields there?
enum FieldPresence {
    static func judge(
        _ responses: [Observation], named what: String, _ evidence: Evidence, explainedBy: [CheckID] = [], ifNone: () -> Finding
    ) -> Finding {
        guard let fields = evidence.contract.dialect.fields else { return .skip(Absent.dialect) }
        guard !responses.isEmpty else { return ifNone() }
        let lacking = responses.filter { !missing(in: $0, fields).isEmpty }
        guard let first = lacking.first else {
            return .pass("all three on each of \(responses.count) \(what)", power: "one bare response among \(responses.count) would have shown")
        }
        let names = missing(in: first, fields).joined(separator: ", ")
        return .fail("\(lacking.count) of \(responses.count) \(what) lack fields; the first, \(first.shown), lacks \(names)",
                     witness: [first], explainedBy: explainedBy)
    }

    private static func missing(in observation: Observation, _ fields: Dialect.Fields) -> [String] {
        guard let advice = observation.advice else { return fields.names }
        return zip(fields.names, [advice.limit, advice.remaining, advice.reset]).filter { !$0.1.isPresent }.map(\.0)
    }
}

/// Why a check that reads advice has nothing to read.
enum Absent {
    static let dialect = "the contract promises no rate-limit fields (contract.dialect: none)"
    static func field(_ name: String) -> Finding { .skip("no response carries a readable \(name); HDR-01 to HDR-06 say why") }
    static let limited = Finding.inconclusive("nothing was limited, so there is nothing to judge", explainedBy: ["CNT-01", "CNT-02"])
}
