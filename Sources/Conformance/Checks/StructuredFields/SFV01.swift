import Limiters
import Timeline

struct SFV01: Check {
    let id: CheckID = "SFV-01"
    let title = "RateLimit and RateLimit-Policy, where sent, obey their syntax"
    let level = Level.should
    let citation = Citation.draft
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if RateLimit or RateLimit-Policy breaks the draft that it is written in: from draft 08 on lists of named items, before that numbers \
        for policies and limit=100, remaining=50, reset=30; a missing or negative number, a name without its policy, more left than the quota, or \
        one field by the one and the other by the other. Reported if neither is sent, or if an older draft’s shape is sound in itself.
        """
    let remedy = "Usually the field is put together by hand: name the policy as a String in quotes, and give whole numbers of zero or more."

    func expected(_ contract: Contract) -> String {
        "lists of named items with q, w, r and t in their ranges (RFC 9651), or what an older draft says"
    }

    func judge(_ evidence: Evidence) -> Finding {
        let carriers = DraftFields.carriers(evidence)
        guard !carriers.isEmpty else { return .observed("neither RateLimit nor RateLimit-Policy is sent") }
        for (carrier, fields) in carriers {
            guard let problem = fields.problems.first else { continue }
            return .fail("\(problem), on \(carrier.shown)", witness: [carrier])
        }
        if let older = carriers.first(where: { $0.1.shape != .items })?.1.shape { 
            return .observed("written as \(older == .dictionary ? "draft 07 has" : "the drafts up to 06 have") it, and sound by its rules")
        }
        return .pass("sound on all of \(carriers.count)", power: "one malformed field among \(carriers.count) would have shown")
    }
}
