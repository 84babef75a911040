import Conformance
import Timeline

/// What one key does, in order.
struct Track: Sendable {
    struct Step: Sendable {
        var experiment: any Experiment
        /// True where a window must pass first.
        var restsFirst: Bool
    }

    var key: Int
    var steps: [Step] = []
    var duration = TimeSpan.zero
    /// True where the key has been used in the last window.
    var isUsed: Bool
    /// True where nobody knows who used the key before.
    var isUnknown = false

    mutating func append(_ experiment: any Experiment, _ contract: Contract) {
        duration = duration + cost(of: experiment, contract)
        steps.append(Step(experiment: experiment, restsFirst: restsFirst(experiment)))
        isUsed = !experiment.leavesKeyRested
        isUnknown = false
    }

    private func restsFirst(_ experiment: any Experiment) -> Bool { isUnknown || (isUsed && experiment.needsUnusedWindow) }

    /// How much longer the track becomes.
    func cost(of experiment: any Experiment, _ contract: Contract) -> TimeSpan {
        experiment.estimate(contract).duration + (restsFirst(experiment) ? contract.longestWindow : .zero)
    }
}

/// Gives every experiment a key so that the whole takes as little time as physics allows.
///
/// The longest experiment goes first, each to the key that is free the soonest (Graham, "Bounds on multiprocessing timing anomalies":
/// at most a third longer than the best order); keys that are left over see another burst, or another spot of the window.
struct Packing {
    let tracks: [Track]

    /// More keys than this prove nothing more, and cost as much again.
    private static let mostTracks = 64

    init(_ settings: RunPlan.Settings, _ isUsedBefore: [Bool]) {
        let contract = settings.contract
        var tracks = isUsedBefore.enumerated().map { Track(key: $0.offset, isUsed: $0.element, isUnknown: !settings.keysAreFresh) }
        let jobs = Self.jobs(settings).enumerated().sorted { one, next in
            let (a, b) = (one.element.estimate(contract).duration, next.element.estimate(contract).duration)
            return a == b ? one.offset < next.offset : a > b
        }
        for (_, job) in jobs {
            // A key that was not used yet shows most, so it goes first where the time is the same.
            func rank(_ track: Track) -> (TimeSpan, Int, Int) { (track.duration + track.cost(of: job, contract), track.isUsed ? 1 : 0, track.key) }
            guard let best = tracks.indices.min(by: { rank(tracks[$0]) < rank(tracks[$1]) }) else { break }
            tracks[best].append(job, contract)
        }
        Self.fill(&tracks, settings)
        self.tracks = tracks.filter { !$0.steps.isEmpty }
    }

    private static func jobs(_ settings: RunPlan.Settings) -> [any Experiment] {
        let all: [any Experiment] = [
            SteadyLoad(), Idleness(), SequentialDrain(), Boundary(), ConcurrentBurst(), PromiseKeeping(staggerPercent: 0), Recovery(),
            Imports(), Refusals(), Spellings(), Methods(), Connections(), Nodes(count: settings.nodes),
        ]
        let bursts = settings.experiments.contains(.concurrent) ? settings.raceWindows / 2 : 0
        return all.filter { settings.experiments.contains($0.id) }
            + (0..<bursts).map { ConcurrentBurst(delay: Self.delay($0), isWideTwice: true) }
    }

    /// Windows of several keys shall end at different parts of a second: that is where rounding shows.
    private static func delay(_ number: Int) -> TimeSpan { .milliseconds((550 + 550 * number) % 1_000) }

    /// Keys that would do nothing see another burst or another spot of the window.
    private static func fill(_ tracks: inout [Track], _ settings: RunPlan.Settings) {
        let idle = tracks.indices.filter { tracks[$0].steps.isEmpty && !tracks[$0].isUsed }.prefix(mostTracks)
        var wanted = [ExperimentID.promises, .concurrent].filter { settings.experiments.contains($0) }
        guard !wanted.isEmpty else { return }
        for (number, track) in idle.enumerated() {
            let job: any Experiment = wanted[0] == .promises
                ? PromiseKeeping(staggerPercent: (37 + 37 * number) % 100) : ConcurrentBurst(delay: delay(number), isWideTwice: true)
            tracks[track].append(job, settings.contract)
            wanted.append(wanted.removeFirst())
        }
    }
}
