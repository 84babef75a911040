import Timeline

struct SEM04: Check {
    let id: CheckID = "SEM-04"
    let title = "A limited response says why"
    let level = Level.should
    let citation = Citation.rfc(6585, "4")
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if the body of a limited response is empty, is said to be JSON and is not, or is problem+json with members of a wrong type or \
        another status. Bodies that were cut off for the record are not parsed. Inconclusive if nothing was limited.
        """
    let remedy = "Usually a layer below the application refuses with a page or nothing: give it a short body of the type that it states."

    func expected(_ contract: Contract) -> String { "a body that explains; if it is problem+json, its members are valid (RFC 9457, 3.1)" }

    func judge(_ evidence: Evidence) -> Finding {
        let limited = evidence.answers(.limited)
        guard !limited.isEmpty else { return Absent.limited }
        for response in limited {
            guard let fault = RefusalBody.fault(response.first.attempt.response) else { continue }
            return .fail("\(fault), on \(response.first.shown)", witness: [response.first])
        }
        return .pass("a body on all of \(limited.total)", power: "one empty or contradictory body among \(limited.total) would have shown")
    }
}
