import Timeline

struct HDR02: Check {
    let id: CheckID = "HDR-02"
    let title = "Refusals for other reasons than the limit carry the three fields too"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.refusals]
    let rule = """
        Fails if a 404, 409 or 422 to an ordinary request with a valid key lacks a field that the dialect has. Skipped if none of the three \
        statuses came, or where no rate-limit fields are promised.
        """
    let remedy = "Usually the error handler builds a response of its own: add the fields after it, in the outermost layer."

    func expected(_ contract: Contract) -> String { "all three fields on 409, 422 and 404 with a valid key" }

    func judge(_ evidence: Evidence) -> Finding {
        let refusals = evidence.answers(.refused).filter { [404, 409, 422].contains($0.first.status) }
        let statuses = Set(refusals.compactMap(\.first.status)).sorted().map(String.init).joined(separator: ", ")
        return FieldPresence.judge(refusals, named: "refusals (\(statuses))", evidence) {
            .skip("neither 404, 409 nor 422 was seen: this target does not refuse what the experiment sent")
        }
    }
}
