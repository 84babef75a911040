import Timeline

struct SEM01: Check {
    let id: CheckID = "SEM-01"
    let title = "Over quota means status 429"
    let level = Level.must
    let citation = Citation.rfc(6585, "4")
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if over quota is answered with another status than 429, or not at all, and nothing but the limiter can \
        have done it: with its own fields and remaining 0, in the words of its 429, or on used-up keys alone, again \
        and again, while other keys were served in between. Inconclusive if nothing was limited, or if such answers \
        may as well be an outage. What the profile’s answers call limited counts as 429.
        """
    let remedy = """
        Usually a proxy’s default for its limit, such as 503, or nginx’s 444: configure it to answer 429. Where the \
        API means to refuse with another status, say so in the profile: answers: [{ status: 503, means: limited }].
        """

    func expected(_ contract: Contract) -> String { "429 Too Many Requests, and no other status" }

    func judge(_ evidence: Evidence) -> Finding {
        if !evidence.limitation.proven.isEmpty {
            let wrong = evidence.plain.filter { $0.kind == .limited && $0.status != 429 && $0.attempt.meaning == nil }
            if let first = wrong.first { return Self.fail(first, count: wrong.count, evidence) }
        }
        if let doubt = evidence.limitation.suspicions.max(by: { $0.count < $1.count }) {
            let first = evidence.plain.first { $0.attempt.index == doubt.first }
            return .inconclusive("""
                \(doubt.count) requests on used-up keys, and none on others, were answered with \(doubt.manner.shown): that may be the limiter, \
                or an outage at that time\(Self.allowance(first?.status, evidence.contract))
                """, seeing: first.map { [$0] } ?? [])
        }
        let limited = evidence.answers(.limited)
        guard !limited.isEmpty else { return Absent.limited }
        let kinds = RefusalKinds.shown(limited, evidence.contract).map { "; of several kinds: \($0)" } ?? ""
        let stated = Set(limited.filter { $0.first.attempt.meaning == .limited }.compactMap(\.first.status)).sorted().map(String.init)
        if !stated.isEmpty {
            return .pass("\(stated.joined(separator: ", ")), as the profile's answers say, on \(limited.total)", power: "another answer that comes with use would have shown")
        }
        return .pass("429 on all of \(limited.total)\(kinds)", power: "another status that comes with use would have shown")
    }

    private static func fail(_ first: Observation, count: Int, _ evidence: Evidence) -> Finding {
        let what = if case .indeterminate(let cause) = first.attempt.outcome { "not answered (\(cause.rawValue))" } else {
            "answered with \(first.status ?? 0)"
        }
        let plain = evidence.answers(.limited).filter { $0.first.status == 429 }.total
        let beside = plain > 0 ? ", beside \(plain) times 429" : ""
        let allowance = Self.allowance(first.status, evidence.contract)
        return .fail("over quota is \(what), \(count) such refusals\(beside), first \(first.shown)\(allowance)",
                     witness: [first])
    }

    /// The rule of a profile that takes this status for the limiter's; the leads API promises 429.
    private static func allowance(_ status: Int?, _ contract: Contract) -> String {
        guard !contract.isLeads, let status else { return "" }
        return "; if the API means that, say so in the profile: answers: [{ status: \(status), means: limited }]"
    }
}
