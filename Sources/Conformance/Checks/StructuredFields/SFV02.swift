import Limiters
import Timeline

struct SFV02: WindowCheck {
    let id: CheckID = "SFV-02"
    let title = "RateLimit agrees with the other fields"
    let level = Level.should
    let citation = Citation.draft
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if, for each limit that RateLimit names, r differs from remaining or q from limit, or now + t lies more than a second from reset, \
        beyond what Date leaves open, or Retry-After ends more than a second before t. Reported if neither field is sent. Skipped if no response \
        carries both kinds in a readable form.
        """
    let remedy = "Usually two libraries write the two kinds of fields: write both from one state of the counter."

    func expected(_ contract: Contract) -> String { "r = remaining, q = limit, now + t = reset within a second, Retry-After not before t" }

    func judge(_ evidence: Evidence) -> Finding {
        let carriers = DraftFields.carriers(evidence)
        guard !carriers.isEmpty else { return .observed("neither RateLimit nor RateLimit-Policy is sent") }
        var compared = 0
        for (carrier, fields) in carriers where fields.problems.isEmpty && fields.shape == .items {
            guard !fields.limits.isEmpty, let advice = carrier.advice else { continue }
            compared += 1
            // The other fields speak of one limit; of several, nothing says which.
            let faults = fields.limits.map { limit in Self.fault(limit, fields.policies.first { $0.name == limit.name }, carrier, advice) }
            guard let fault = faults[0], faults.allSatisfy({ $0 != nil }) else { continue }
            return .fail("\(fault), on \(carrier.shown)", witness: [carrier], as: .disagreement)
        }
        guard compared > 0 else { return .skip("no response carries both kinds of fields in a readable form") }
        return .pass("they agree on all of \(compared)", power: "one difference among \(compared) would have shown")
    }

    private static func fault(
        _ limit: RateLimitFields.ServiceLimit, _ policy: RateLimitFields.Policy?, _ carrier: Observation, _ advice: AdviceReading
    ) -> String? {
        if let r = limit.remaining, let remaining = advice.remaining.value, r != remaining { return "r is \(r), remaining is \(remaining)" }
        if let q = policy?.quota, let stated = advice.limit.value, q != stated { return "q is \(q), limit is \(stated)" }
        guard let t = limit.resetIn, let latest = carrier.latest else { return nil }
        // Both count from when the response was made; a second of rounding on either side.
        if let wait = carrier.retryAfter, wait + .seconds(1) < t { return "Retry-After \(wait) points before t = \(t)" }
        if let left = advice.resetIn { return (left > t ? left - t : t - left) > .seconds(1) ? "t is \(t), reset is \(left) from now" : nil }
        guard let at = advice.resetAt, let date = carrier.attempt.response?.first("date").flatMap(HTTPDate.parse)?.instant else { return nil }
        // The response was made within two seconds from its Date on, or while it was under way.
        let early = date + t
        let late = date + .seconds(2) + (latest - carrier.earliest) + t
        return at + .seconds(1) < early || at > late + .seconds(1) ? "t is \(t) from \(date.sinceEpoch), reset is \(at.sinceEpoch)" : nil
    }
}
