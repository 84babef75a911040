import Timeline

/// What limits a target that never refuses one request after the other: the number under way, a queue, or nothing.
struct Unlimitedness {
    private let evidence: Evidence

    init(_ evidence: Evidence) { self.evidence = evidence }

    func identify(_ segments: [ReplaySegment]) -> Identification? {
        let decisions = segments.reduce(0) { $0 + $1.decisions.count }
        func found(_ algorithm: AlgorithmClass, quota: Int? = nil, window: TimeSpan? = nil) -> Identification {
            Identification(algorithm: algorithm, confidence: 1 - 1 / Double(max(2, decisions)), anchorings: [], quota: quota, window: window,
                           alternatives: [], decisions: decisions, contradictions: 0)
        }
        let bursts = evidence.observations(of: .concurrent)
        if let interval = queueInterval(bursts) {
            let contract = evidence.contract
            return contract.isOpen ? found(.leakyQueue, quota: 1, window: interval) : found(.leakyQueue, quota: contract.quota, window: interval * contract.quota)
        }
        if let most = mostUnderWay(bursts) { return found(.concurrencyLimit, quota: most) }
        // What had no answer, or a server's error, may have been refused: more than an accident here and there, and nobody can say "none".
        let unclear = evidence.plain.count { $0.kind == .unknown || $0.kind == .failed }
        guard evidence.limitation.suspicions.isEmpty, unclear * Identification.decisionsPerAccident <= decisions else { return nil }
        // Without a burst, a limit on what is under way cannot have shown.
        return bursts.count < 8 ? nil : found(.unlimited)
    }

    /// The most that were admitted while under way together, where others were refused at the same time.
    private func mostUnderWay(_ burst: [Observation]) -> Int? {
        guard burst.contains(where: { $0.kind == .limited }) else { return nil }
        let admissions = burst.filter { $0.kind == .admitted }
        return admissions.map { one in
            admissions.count { other in
                guard let end = other.latest else { return false }
                return other.earliest <= one.earliest && end > one.earliest
            }
        }.max()
    }

    /// The time between two answers, where those that were sent together are answered one by one at an even pace.
    private func queueInterval(_ burst: [Observation]) -> TimeSpan? {
        guard let first = burst.first?.earliest else { return nil }
        let together = burst.prefix { $0.earliest - first < .milliseconds(5) }
        let heads = together.filter { $0.kind == .admitted }.compactMap(\.latest).sorted()
        guard heads.count >= 4 else { return nil }
        let gaps = zip(heads, heads.dropFirst()).map { $1 - $0 }.sorted()
        let middle = gaps[gaps.count / 2]
        guard middle >= .milliseconds(5), gaps[gaps.count / 10] * 2 > middle, gaps[gaps.count * 9 / 10] < middle * 2 else { return nil }
        return middle
    }
}
