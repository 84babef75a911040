import Limiters
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
        if let onset { return found(.delaying, quota: onset) }
        // What had no answer, or a server's error, may have been refused: more than an accident here and there, and nobody can say "none".
        let unclear = evidence.plain.count { $0.kind == .unknown || $0.kind == .failed }
        guard evidence.limitation.suspicions.isEmpty, unclear * Identification.decisionsPerAccident <= decisions else { return nil }
        // Without a burst, a limit on what is under way cannot have shown.
        return bursts.count < 8 || doubt != nil ? nil : found(.unlimited)
    }

    /// After how many requests of a key its answers became slow, where that was so on two keys or in two windows.
    private var onset: Int? {
        let onsets = onsets.sorted()
        guard onsets.count >= 2, onsets[onsets.count - 1] - onsets[0] <= 1 else { return nil }
        return onsets[0]
    }

    var isDelaying: Bool { onset != nil }

    private var onsets: [Int] { evidence.keys.flatMap { $0.onsets(evidence.contract.longestWindow) } }

    /// Why nobody can say that there is no limit although nothing was refused; nothing where that can be said.
    var doubt: String? {
        let unanswered = evidence.plain.count { $0.kind == .unknown }
        if unanswered > 0 {
            return "nothing was refused, but \(unanswered) \(unanswered == 1 ? "request" : "requests") had no response, and a limiter may refuse without one"
        }
        if let spent = evidence.keys.compactMap(Self.admittedWithNothingLeft).first {
            return "nothing was refused, but remaining says 0 and requests still come through, first \(spent.shown)"
        }
        if let onset = onsets.first {
            return "nothing was refused, but answers became far slower after \(onset) requests of a key, which was not seen twice"
        }
        return nil
    }

    /// The third admission in a row that says that nothing is left; the first takes the last that there was.
    private static func admittedWithNothingLeft(_ key: KeyEvidence) -> Observation? {
        var row = 0
        return key.observations.first { observation in
            guard observation.kind == .admitted, let remaining = observation.advice?.remaining.signedValue else { return false }
            row = remaining <= 0 ? row + 1 : 0
            return row == 3
        }
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
