import Timeline

struct CNT13: WindowCheck {
    let id: CheckID = "CNT-13"
    let title = "An import of more than a thousand leads is refused"
    let level = Level.must
    let citation = Citation.imports
    let experiments: [ExperimentID] = [.imports]
    let rule = """
        Judged of the leads API alone. Fails if an import of 1001 leads is answered with 2xx. Inconclusive if it was \
        answered neither like that nor with a refusal of its own. Skipped if the target has no import, and for every \
        other API.
        """
    let remedy = "Usually the size is not checked, or checked after the work: count the leads before anything is stored, and answer 400 above a thousand."

    func title(_ contract: Contract) -> String {
        contract.isLeads ? title : "An import that is too large is refused (judged of the leads API alone)"
    }

    func expected(_ contract: Contract) -> String { "400 for 1001 leads" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.isLeads else { return .skip("only the leads API has an import") }
        guard evidence.contract.operations.contains(.import) else { return .skip("the target has no import (contract.operations)") }
        let sent = evidence.observations(of: .imports).filter { $0.attempt.operation == .importTooMany }
        if let accepted = sent.first(where: { $0.kind == .admitted }) {
            return .fail("1001 leads are accepted, \(accepted.shown)", witness: [accepted])
        }
        guard let refused = sent.first(where: { $0.kind != .limited && (400...499).contains($0.status ?? 0) }) else {
            let statuses = sent.compactMap(\.status).map(String.init).joined(separator: ", ")
            return .inconclusive("the import of 1001 leads was \(sent.isEmpty ? "not sent" : statuses.isEmpty ? "not answered" : "answered with \(statuses)")",
                                 lacking: .costs)
        }
        let cost = CostProbe.find(in: evidence, .imports) { $0.attempt.operation == .importTooMany }.first.map { "; it cost \($0.cost)" } ?? ""
        return .pass("refused with \(refused.status ?? 0)\(cost)", power: "an import without a bound would have shown")
    }
}
