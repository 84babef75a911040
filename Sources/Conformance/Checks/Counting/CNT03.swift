import Limiters
import Timeline

struct CNT03: WindowCheck {
    let id: CheckID = "CNT-03"
    let title = "The first request of a window leaves the quota less one"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .promises, .isolation]
    let rule = """
        Fails if remaining on the first request of a fresh key, or of one that is the run's alone and had a window's rest, is neither the \
        quota nor one less; the quota itself breaks a should only. Skipped \
        where no fields are promised, no key is known to be unused, or no first request came alone, was admitted and shows a readable remaining.
        """
    let remedy = "Usually remaining is taken before the request is counted: count first, then print what is left."

    func expected(_ contract: Contract) -> String { "remaining = \(contract.quota - 1) after the first admitted request of a window" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        let quota = evidence.contract.quota
        let firsts = evidence.keys.filter(\.isOurs).compactMap { firstRequest(of: $0, evidence.contract) }
        guard !firsts.isEmpty else { return .skip("no key of this run is known to have been unused, or none shows a readable remaining") }
        if let wrong = firsts.first(where: { $0.remaining != quota && $0.remaining != quota - 1 }) {
            // That a key is the run's alone is a statement; a limiter that counts wrongly does so on every key.
            let isStated = evidence.keys.contains { $0.key == wrong.attempt.key && !$0.isFresh }
            if isStated, firsts.count < 2 || !firsts.allSatisfy({ $0.remaining == wrong.remaining }) {
                return .inconclusive("remaining is \(wrong.remaining ?? 0) on \(wrong.shown): the limiter's fault, or somebody else uses the key", seeing: [wrong])
            }
            return .fail("remaining is \(wrong.remaining ?? 0) on the first request of a fresh key, \(wrong.shown)",
                         witness: [wrong], as: .remaining)
        }
        if let before = firsts.first(where: { $0.remaining == quota }) {
            return .fail("remaining is \(quota): it counts before the request that carries it, not after", witness: [before],
                         level: .should, as: .remaining)
        }
        return .pass("remaining = \(quota - 1) on the first request of \(firsts.count) fresh keys", power: "an offset of one would have shown")
    }

    /// The request that certainly came first on its key, or first after a rest, if it was admitted.
    private func firstRequest(of key: KeyEvidence, _ contract: Contract) -> Observation? {
        // What had no answer may be charged at any later time.
        guard let index = key.firstRested(contract), index == 0 || !key.isFresh,
              key.observations[..<index].allSatisfy({ $0.latest != nil }) else { return nil }
        let first = key.observations[index]
        guard first.kind == .admitted, first.attempt.resends == 0, first.remaining != nil,
              key.observations[(index + 1)...].allSatisfy({ first.precedes($0) }) else { return nil }
        return first
    }
}
