import Timeline

struct HDR02: Check {
    let id: CheckID = "HDR-02"
    let title = "Refusals for other reasons than the limit carry the three fields too"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.refusals]
    let rule = """
        Fails if the API’s own refusal of a request with a valid key lacks a field that the dialect has: for the \
        leads API a 404, 409 or 422, elsewhere any refusal for another reason than the limit, and then as a should. \
        One with another content type or other members than the API’s own may come from something in front of it, \
        and is left out. Inconclusive if all are of that kind. Skipped if no such refusal came, or where no \
        rate-limit fields are promised.
        """
    let remedy = "Usually the error handler builds a response of its own: add the fields after it, in the outermost layer."

    func expected(_ contract: Contract) -> String {
        contract.isLeads ? "all three fields on 409, 422 and 404 with a valid key"
            : "all three fields on refusals for other reasons than the limit, with a valid key"
    }

    func judge(_ evidence: Evidence) -> Finding {
        func isMeant(_ answer: Answer) -> Bool { !evidence.contract.isLeads || [404, 409, 422].contains(answer.first.status) }
        let refusals = evidence.answers(.refused).filter(isMeant)
        let statuses = Set(refusals.compactMap(\.first.status)).sorted().map(String.init).joined(separator: ", ")
        let others = evidence.answers(.failed).filter { [404, 409, 422].contains($0.first.status) }
        var finding = FieldPresence.judge(refusals, named: "refusals (\(statuses))", evidence) {
            guard let other = others.first?.first, let response = other.attempt.response else {
                if !evidence.contract.isLeads, !evidence.contract.offers(.createInvalid) { return .skip(Absent.invalid) }
                return .skip("neither 404, 409 nor 422 was seen: this target does not refuse what the experiment sent")
            }
            let question = evidence.contract.isLeads ? "is the url that of the create endpoint?"
                : "are request.path and request.method right?"
            return .inconclusive("""
                \(others.total) refusals, such as \(other.shown), may not be this API's own (\(AnswerLook(response).shown), without its fields); \
                \(question)
                """, seeing: [other])
        }
        if finding.verdict == .fail, !evidence.contract.isLeads {
            // Many APIs check a request before they count it; only the leads API promises fields on its refusals.
            finding.level = .should
        }
        if !refusals.isEmpty, !others.isEmpty { finding.observed += "; \(others.total) others may come from something in front of the API" }
        return finding
    }
}
