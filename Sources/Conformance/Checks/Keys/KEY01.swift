import Timeline

struct KEY01: Check {
    let id: CheckID = "KEY-01"
    let title = "One key's use never changes another's"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.isolation]
    let rule = """
        Fails if, after another key was drained, this one is limited every time although it used less than the quota and less than the other was \
        given, or if its remaining fell by far more than its own requests. Inconclusive if the other key was not admitted, or this one was not \
        afterwards, or if the very first request of a fresh key was limited. Skipped with one key only.
        """
    let remedy = "Usually the bucket is named after an address, an account or nothing at all: name it after the whole key."

    func expected(_ contract: Contract) -> String {
        contract.sharesOneCount ? "once one key is refused, every other is refused too" : "a key keeps its own quota while another key is drained"
    }

    func title(_ contract: Contract) -> String { contract.sharesOneCount ? "All keys draw on one count" : title }

    func judge(_ evidence: Evidence) -> Finding {
        if evidence.contract.sharesOneCount { return SharedCount.judge(evidence) }
        let traffic = evidence.observations(of: .isolation)
        // It comes last, whoever comes first.
        guard let watcher = traffic.last?.attempt.key, let drained = traffic.first(where: { $0.attempt.key != watcher }) else {
            return .skip("the experiment needs two keys; give more with --keys or in RATEPROOF_API_KEYS")
        }
        let watching = traffic.filter { $0.attempt.key == watcher }
        let before = watching.filter { $0.precedes(drained) }
        let after = watching.filter { !$0.precedes(drained) }
        let used = traffic.count { $0.attempt.key != watcher && $0.kind == .admitted }
        guard let key = evidence.keys.first(where: { $0.key == watcher }), !before.isEmpty || evidence.contract.quota == 1,
              after.count >= 3, used >= 1 else {
            return .inconclusive("the other key could not be used, so nothing shows whether they are apart")
        }
        if let finding = blocked(key, before, after, used, evidence.promises?.earlyRefusals, evidence.contract) ?? jumped(key, before, after, used) { return finding }
        guard after.contains(where: { $0.kind == .admitted }) else {
            return .inconclusive("the watching key was not admitted after the other had been drained, and may be limited for its own use",
                                 lacking: .limits)
        }
        // A key whose very first request is limited is counted together with something else.
        let first = evidence.keys.filter { $0.isFresh && $0.loadEnd == nil }.compactMap { key in
            key.observations.first.flatMap { $0.kind == .limited && key.useBefore($0, evidence.contract) == 0 ? $0 : nil }
        }.first
        if let first {
            return .inconclusive("\(first.shown) is the first request of a fresh key and was limited: something else is counted with it, an address perhaps",
                                 seeing: [first], lacking: .limits)
        }
        return .pass("\(used) requests on one key left the other as it was", power: "a bucket shared by the two would have shown")
    }

    /// Limited again and again although its own requests cannot have used its quota, nor what the other key was allowed.
    private func blocked(_ key: KeyEvidence, _ before: [Observation], _ after: [Observation], _ used: Int, _ early: Set<Int>?, _ contract: Contract) -> Finding? {
        // A limiter that allows any key so little is CNT-01's finding: the watcher must have done less than the other key could.
        guard before.allSatisfy({ $0.kind == .admitted }) else { return nil }
        func isEarly(_ refusal: Observation) -> Bool {
            guard let early else { return (key.useBefore(refusal, contract) ?? .max) < min(contract.room(at: refusal), used) }
            return early.contains(refusal.attempt.index) && (key.mostUsed(after: .distantPast, before: refusal.earliest) ?? .max) < used
        }
        let limited = after.filter { $0.kind == .limited && isEarly($0) }
        guard limited.count >= 3, limited.count == after.count else { return nil }
        return .fail("after another key was drained, this one is limited having used at most \(key.useBefore(limited[0], contract) ?? 0) of "
                        + "\(contract.quota)", witness: Witness(limited[0], Array(limited.dropFirst().prefix(2))), as: .shared)
    }

    /// Remaining fell by more than its own requests while the other key was in use; what two responses say of different limits is not compared.
    private func jumped(_ key: KeyEvidence, _ before: [Observation], _ after: [Observation], _ used: Int) -> Finding? {
        guard let one = before.last(where: { $0.kind == .admitted }), one.reset != nil, let next = after.first(where: { $0.reset == one.reset }),
              let from = one.remaining, let to = next.remaining, let decided = next.latest, next.statedLimit == one.statedLimit,
              // A request of the key's own whose response was lost may have been charged as well.
              let own = key.mostUsed(after: one.earliest, before: decided) else { return nil }
        guard from - to - own >= max(2, used / 2) else { return nil }
        return .fail("remaining of one key fell from \(from) to \(to) over at most \(own) requests of its own while another key sent \(used)",
                     witness: [one, next], as: .shared)
    }
}
