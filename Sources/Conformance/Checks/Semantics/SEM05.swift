import Timeline

struct SEM05: Check {
    let id: CheckID = "SEM-05"
    let title = "Browsers can read a refusal as well as a success"
    let level = Level.observe
    let citation = Citation(text: "Fetch, CORS protocol", url: "https://fetch.spec.whatwg.org/#http-cors-protocol")
    let experiments: [ExperimentID] = [.methods, .spellings]
    let rule = """
        Reports whether browsers may read a success, a refusal and the rate-limit fields, going by the CORS fields on requests with an Origin. \
        Never fails. Skipped if no such request was admitted.
        """
    let remedy = "If browsers shall read refusals, add the CORS fields outside the limiter, and name the rate-limit fields in Access-Control-Expose-Headers."

    func expected(_ contract: Contract) -> String {
        contract.isLeads ? "if an origin may read a 201, it may read a 429 and its rate-limit fields"
            : "if an origin may read a success, it may read a refusal and its rate-limit fields"
    }

    func judge(_ evidence: Evidence) -> Finding {
        let answers = evidence.observations.filter { $0.attempt.operation == .crossOrigin }
        func allows(_ kind: Observation.Kind) -> [Bool] {
            answers.filter { $0.kind == kind }.map { $0.attempt.response?.first("access-control-allow-origin") != nil }
        }
        let (successes, refusals) = (allows(.admitted), allows(.limited))
        guard !successes.isEmpty else { return .skip("no request with an Origin was admitted") }
        guard successes.contains(true) else { return .observed("no origin may read a success (no CORS is offered)") }
        guard !refusals.isEmpty else { return .observed("an origin may read a success; no request with an Origin was limited") }
        let exposed = answers.contains { $0.attempt.response?.first("access-control-expose-headers") != nil }
        return .observed("an origin may read a success and \(refusals.allSatisfy { $0 } ? "a refusal too" : "not a refusal"); "
                            + (exposed ? "fields are exposed" : "no fields are exposed"))
    }
}
