import Limiters
import Timeline

struct LIM06: PromiseCheck {
    let id: CheckID = "LIM-06"
    let title = "A client that waits for Retry-After is admitted"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.promises, .sequential]
    let rule = """
        Fails if a request sent Retry-After seconds or more after the refusal was received is refused again, although nothing can have been charged \
        in between. Inconclusive if no wait ended in an admission. Skipped if no refusal carries a readable one.
        """
    let remedy = "Usually the wait is rounded down, is that of another limit than the one that is full, or is a constant: round up the longest wait of all limits."

    func expected(_ contract: Contract) -> String { "after the promised wait the next request is admitted" }

    func judge(_ evidence: Evidence) -> Finding {
        let waits = evidence.waits
        guard !waits.isEmpty else { return Promise.none }
        if evidence.promises?.speaksOfOthers ?? false { return PromiseCounts.waitsOfOthers }
        let counts = evidence.contract.limits.contains(where: \.countsRefused)
        var kept = 0
        var broken: Finding?
        for promise in waits {
            guard let received = promise.refusal.latest else { continue }
            let due = received + promise.wait + Contract.drift(over: promise.wait)
            let place = promise.key.index(from: due)
            guard let next = promise.key.observations[place...].first(where: { $0.kind == .limited || $0.kind == .admitted }),
                  let decided = next.latest,
                  evidence.mostUsed(of: promise.key, after: promise.refusal.earliest, before: decided) == (next.kind == .admitted ? 1 : 0) else { continue }
            if next.kind == .admitted {
                kept += 1
                continue
            }
            // Where refused requests are charged, one in between may be why.
            let between = promise.key.observations[promise.key.index(from: promise.refusal.earliest)..<place]
            if counts, between.contains(where: { $0.kind == .limited && $0.attempt.index != promise.refusal.attempt.index }) { continue }
            let isPredicted = evidence.isPredicted(.shortWait, [promise.refusal, next])
            if broken == nil || !isPredicted {
                broken = .fail("told to wait \(promise.wait) by \(promise.refusal.shown), and refused again after it, \(next.shown)",
                               witness: [promise.refusal, next], as: .shortWait)
            }
            if !isPredicted { break }
        }
        if let broken { return broken }
        guard kept > 0 else { return .inconclusive("no promised wait ended in a request that nothing came before", lacking: .keptWaits) }
        return .pass("\(kept) waits ended in an admission", power: "one of \(kept) that was too short would have shown")
    }
}
