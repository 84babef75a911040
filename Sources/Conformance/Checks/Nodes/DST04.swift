import Timeline

struct DST04: Check {
    let id: CheckID = "DST-04"
    let title = "While its store is away the limiter does what it declares"
    let level = Level.should
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.outage]
    let rule = """
        Fails if, while its store is away, a limiter that is declared open does not admit, or one that is declared closed admits; what is not \
        declared is reported. Inconclusive if nothing was answered. Skipped if nothing takes the store away.
        """
    let remedy = "Usually an error of the store is caught by a default: decide whether to fail open or closed, and handle the error like that in one place."

    func expected(_ contract: Contract) -> String { contract.outage.map { $0 == .open ? "requests are admitted" : "requests are refused" } ?? "what is done is reported" }

    func judge(_ evidence: Evidence) -> Finding {
        let during = evidence.observations(of: .outage)
        guard !during.isEmpty else { return .skip("no hook takes the store away (hooks.outage in the profile)") }
        let answered = during.filter { $0.status != nil }
        let admitted = answered.filter { $0.attempt.isAdmitted }
        let statuses = Set(answered.compactMap(\.status)).sorted().map(String.init).joined(separator: ", ")
        switch evidence.contract.outage {
        case .open:
            guard let refused = answered.first(where: { !$0.attempt.isAdmitted }) else { break }
            return .fail("declared open, and \(refused.shown) was refused", witness: [refused])
        case .closed:
            guard let leak = admitted.first else { break }
            return .fail("declared closed, and \(leak.shown) was admitted", witness: [leak])
        case nil:
            return .observed("\(admitted.count) of \(during.count) admitted\(statuses.isEmpty ? ", none answered" : ", answered with \(statuses)"); "
                                + "declare contract.outage to have it judged")
        }
        guard !answered.isEmpty else { return .inconclusive("no request was answered while the store was away") }
        return .pass("as declared, on all of \(answered.count) (\(statuses))", power: "one request treated otherwise would have shown")
    }
}
