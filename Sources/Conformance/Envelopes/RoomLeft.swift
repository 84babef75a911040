import Limiters
import Timeline

extension Envelope {
    /// The most that the limit can have left after each admission that certainly came after all before it.
    ///
    /// What was certainly charged is charged as early as it can have been, by a limiter that gives all back as soon as the promise lets it;
    /// where it begins its windows, nobody knows, so then each admission counts by the least weight that it can have: of one a time s ago in a sliding counter, 1 − s ÷ W.
    func mostLeft(after charges: [Charge]) -> [(Observation, Int)] {
        switch limit.kind {
        case .slidingLog: mostLeft(by: SlidingLog(quota: limit.quota, window: limit.window), charges)
        case .tokenBucket: mostLeft(by: RefilledBucket(capacity: atOnce, refill: limit.quota, per: limit.window), charges)
        case .slidingCounter: faded(charges)
        // In a span as long as a window two of them may lie, and what waits in a queue is not known.
        case .fixedWindow, .windowWithBan: charges.map { ($0.observation, limit.quota - $0.cost) }
        case .leakyQueue, .concurrency: charges.map { ($0.observation, limit.quota) }
        }
    }

    private func mostLeft<Model: Limiter>(by fresh: Model, _ charges: [Charge]) -> [(Observation, Int)] {
        var model = fresh
        let map = TimeMap(pace: .faster)
        var found: [(Observation, Int)] = []
        var newest = RunInstant.distantPast
        for charge in charges {
            guard let to = charge.to else { continue }
            model.charge(charge.cost, to: "", at: map.early(charge.from))
            if newest <= charge.from { found.append((charge.observation, model.standing(of: "", at: map.late(to)).remaining)) }
            newest = max(newest, to)
        }
        return found
    }

    private func faded(_ charges: [Charge]) -> [(Observation, Int)] {
        let window = limit.window.inSeconds
        var found: [(Observation, Int)] = []
        var newest = RunInstant.distantPast
        var first = 0
        for (place, charge) in charges.enumerated() {
            guard let to = charge.to else { continue }
            while first < place, to - charges[first].from > limit.window { first += 1 }
            let others = charges[first..<place].reduce(0.0) { $0 + Double($1.cost) * max(0, 1 - (to - $1.from).inSeconds * 1.001 / window) }
            // The share of the last window is rounded down.
            if newest <= charge.from { found.append((charge.observation, limit.quota - charge.cost - Int(others.rounded(.down)))) }
            newest = max(newest, to)
        }
        return found
    }
}
