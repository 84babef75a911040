import Limiters
import Timeline

/// The question that HDR-01, 02 and 03 ask of different responses: are all three advice fields there?
enum FieldPresence {
    static func judge(
        _ responses: [Answer], named what: String, _ evidence: Evidence, ifNone: () -> Finding
    ) -> Finding {
        guard let fields = evidence.contract.dialect.fields else { return Absent.advice(evidence) }
        guard !responses.isEmpty else { return ifNone() }
        let lacking = responses.filter { !missing(in: $0.first, fields).isEmpty }
        guard let first = lacking.first?.first else {
            return .pass("all fields on each of \(responses.total) \(what)", power: "one bare response among \(responses.total) would have shown")
        }
        let names = missing(in: first, fields).joined(separator: ", ")
        // Fields of an API that promised none by name, and are there, are no promise that they are everywhere.
        let level: Level? = evidence.contract.isLeads || !evidence.contract.findsDialect ? nil : .should
        return .fail("\(lacking.total) of \(responses.total) \(what) lack fields; the first, \(first.shown), lacks \(names)",
                     witness: [first], level: level, as: .missing)
    }

    private static func missing(in observation: Observation, _ fields: Dialect.Fields) -> [String] {
        observation.advice.map { fields.missing(from: $0) } ?? fields.names
    }
}

/// Why a check that reads advice has nothing to read.
enum Absent {
    /// No fields are promised, none were seen, or they are written in no dialect that is known: three things.
    static func advice(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        if contract.unreadFields != nil { return .skip("the rate-limit fields were not understood; HDR-01 says which they are") }
        return .skip(contract.findsDialect ? "no response carries rate-limit fields (contract.dialect: auto)"
                        : "the contract promises no rate-limit fields (contract.dialect: none)")
    }
    static let countdown = "resets count from now in this dialect; HDR-09 and RTA-06 judge them, and what comes back when is judged by behaviour"
    static let onRefusals = "limited responses carry no reset in this dialect, so what they promise is judged by Retry-After alone"
    static let reset = "this dialect has no reset, so no two responses are known to share a window, and what one costs cannot be read"
    static func field(_ name: String) -> Finding { .skip("no response carries a readable \(name); HDR-01 to HDR-06 say why") }
    static let limited = Finding.inconclusive("no request was answered as limited, so there is nothing to judge", lacking: .limits)
    static func admitted(_ contract: Contract) -> String {
        "nothing was admitted in this run, so nothing shows what the limiter does; "
            + (contract.isLeads ? "are the keys valid, and is the url that of the create endpoint?" : "is it asked as it wants to be? `rateproof probe` shows it")
    }

    // What a profile would have to declare.
    static let duplicate = "the profile does not say what a duplicate is; add variants: { again: { role: duplicate } }"
    static let invalid = "the profile names no request that the API refuses; add variants: { invalid: { role: invalid, json: { … } } }"
    static let route = "the profile names no other route; add variants: { other: { role: route, path: /… , cost: 1 } }"

    /// Why the key cannot be left out, or be spelled in other ways.
    static func keyField(_ contract: Contract) -> String {
        contract.offers(.withoutKey) ? "the key is in no header field of its own, so it has one spelling (credential)" : "requests carry no key (credential: none)"
    }

    /// Why there is no clock to go by.
    static func clock(_ evidence: Evidence) -> String {
        switch evidence.dates {
        case .none: "no response carries one usable Date, so the server's clock is unknown"
        case .clock(let clock): "the server's clock is known to \(clock.width) only"
        case .set(let step): step.description
        case .several: "the Dates are of more than one clock"
        case .doubtful: "the Dates may be of more than one clock"
        }
    }
}
