import Timeline

struct RTA04: WindowCheck {
    let id: CheckID = "RTA-04"
    let title = "A client that waits for Retry-After is admitted"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.promises, .sequential]
    let rule = """
        Fails if a request sent Retry-After seconds or more after the refusal was received is limited again, although too little was sent since to \
        use up another window; a wait of 0 is left to RTA-03. Inconclusive if no wait ended in an admission. Skipped if no limited response \
        carries a readable one.
        """
    let remedy = "Usually the wait is rounded down, a constant, or from a clock that is ahead of the limiter’s: round the rest of the window up."

    func expected(_ contract: Contract) -> String { "no 429 for a request sent Retry-After seconds after the 429 was received" }

    func blames(_ response: Observation, _ evidence: Evidence) -> Bool {
        guard let wait = response.retryAfter, wait > .zero,
              let key = evidence.keys.first(where: { $0.key == response.attempt.key }) else { return false }
        return Promise(key: key, refusal: response, wait: wait).broken(evidence.contract) != nil
    }

    func judge(_ evidence: Evidence) -> Finding {
        let promises = evidence.waits
        guard !promises.isEmpty else { return Promise.none }
        // A zero is RTA-03's finding.
        let broken = promises.lazy.filter { $0.wait > .zero }.compactMap { promise in promise.broken(evidence.contract).map { (promise, $0) } }
        if let (promise, next) = broken.telling({ evidence.isPredicted(.shortWait, [$0.0.refusal, $0.1]) }) {
            return .fail("told to wait \(promise.wait) by \(promise.refusal.shown), and \(next.shown) is limited again",
                         witness: [promise.refusal, next], as: .shortWait)
        }
        let kept = promises.count { Self.isKept($0) }
        guard kept > 0 else {
            return .inconclusive("no request was sent after a promised wait and admitted",
                                 lacking: .keptWaits)
        }
        return .pass("\(kept) waits as promised ended in an admission", power: "a wait that is too short at one of these spots would have shown")
    }

    private static func isKept(_ promise: Promise) -> Bool {
        guard let received = promise.refusal.latest else { return false }
        let observations = promise.key.observations
        let later = promise.key.index(from: received + promise.wait)
        return later < observations.count && observations[later].kind == .admitted
    }
}
