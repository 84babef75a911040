import Timeline

struct SEM04: Check {
    let id: CheckID = "SEM-04"
    let title = "A limited response says why"
    let level = Level.should
    let citation = Citation.rfc(6585, "4")
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if the body of a limited response is empty, is said to be JSON and is not, or is problem+json with members of a wrong type or \
        another status. Bodies that are compressed, or were cut off for the record, are not looked at. \
        Inconclusive if nothing was limited, or all are compressed.
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
        let encoded = limited.filter { $0.first.attempt.response?.isEncoded ?? false }.total
        guard encoded < limited.total else {
            return .inconclusive("the bodies of all \(encoded) are compressed although nobody asked (Content-Encoding), and were not looked at")
        }
        let but = encoded > 0 ? "; \(encoded) are compressed and were not looked at" : ""
        return .pass("a body on all of \(limited.total)\(but)",
                     power: "one empty or contradictory body among \(limited.total - encoded) would have shown")
    }
}
