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
    /// How long it takes at most.
    var duration = TimeSpan.zero
    var state: KeyState

    /// True where nothing of the key's quota is used.
    var isFresh: Bool { state == .rested(used: 0) }

    func restsFirst(_ job: Packing.Job) -> Bool {
        guard job.experiment.needsUnusedWindow else { return false }
        return switch state {
        case .rested(let used): used > 0 && used + job.room > job.quota
        case .spent: true
        }
    }

    /// How much longer the track becomes.
    func cost(of job: Packing.Job) -> TimeSpan { job.duration + (restsFirst(job) ? job.rest : .zero) }

    /// How long it begins with requests that count once and come one by one: a replay can use no others.
    private(set) var recognisable = TimeSpan.zero
    /// True where that holds a window whose use was spread over it: only then do segments differ from a window.
    private(set) var spreadsUse = false
    private static let plain: Set<ExperimentID> = [.steady, .idle, .sequential, .boundary, .recovery, .promises]

    mutating func append(_ job: Packing.Job) {
        let rests = restsFirst(job)
        if recognisable == duration, Self.plain.contains(job.experiment.id) {
            recognisable = recognisable + cost(of: job)
            if job.experiment.id == .boundary { spreadsUse = true }
        }
        duration = duration + cost(of: job)
        steps.append(Step(experiment: job.experiment, restsFirst: rests))
        state = job.leaves
    }
}

/// Gives every experiment a key so that the whole takes as little time as physics allows.
///
/// The longest experiment goes first, each to the key that is free the soonest (Graham, "Bounds on multiprocessing timing anomalies":
/// at most a third longer than the best order); keys that are left over see another burst, or another spot of the window. Where few
/// keys make that long, experiments share windows: one that leaves most of a window unused is followed by one that has room in it,
/// and the order that is shortest is looked for.
struct Packing {
    let tracks: [Track]

    /// An experiment and what it asks of its key, calculated once.
    struct Job {
        var experiment: any Experiment
        var duration: TimeSpan
        var rest: TimeSpan
        var room: Int
        var quota: Int
        var leaves: KeyState

        init(_ experiment: any Experiment, _ contract: Contract, _ roundTrip: TimeSpan, sharesWindows: Bool) {
            self.experiment = experiment
            duration = experiment.estimate(contract).time(roundTrip)
            rest = contract.polled(1)
            room = experiment.room(contract)
            quota = contract.quota
            // With keys enough, only a key that was left alone counts as rested: that shows most of limiters that are no fixed windows.
            leaves = sharesWindows || experiment is Recovery ? experiment.leaves(contract) : .spent
        }
    }

    /// More keys than this prove nothing more, and cost as much again.
    private static let mostTracks = 64
    /// Orders to try.
    private static let mostOrders = 1_500

    init(_ settings: RunPlan.Settings, _ states: [KeyState]) {
        let contract = settings.contract
        func jobs(_ share: Bool) -> [Job] {
            Self.experiments(settings, thrifty: share).map { Job($0, contract, settings.roundTrip, sharesWindows: share) }
        }
        let blank = states.enumerated().map { Track(key: $0.offset, state: $0.element) }
        let plain = jobs(false)
        var tracks = Self.pack(Self.longestFirst(plain), blank)
        let longest = plain.map(\.duration).max() ?? .zero
        if Self.duration(tracks) > longest, plain.count <= 32 {
            let shared = Self.shortest(jobs(true), blank)
            if Self.duration(shared) + contract.window / 2 < Self.duration(tracks) { tracks = shared }
        }
        Self.fill(&tracks, settings)
        self.tracks = tracks.filter { !$0.steps.isEmpty }
    }

    private static func duration(_ tracks: [Track]) -> TimeSpan { tracks.map(\.duration).max() ?? .zero }

    private static func longestFirst(_ jobs: [Job]) -> [Job] {
        jobs.enumerated().sorted { one, next in
            one.element.duration == next.element.duration ? one.offset < next.offset : one.element.duration > next.element.duration
        }.map(\.element)
    }

    private static func pack(_ jobs: [Job], _ blank: [Track]) -> [Track] {
        var tracks = blank
        for job in jobs {
            // A key that was not used yet shows most, so it goes first where the time is the same.
            func rank(_ track: Track) -> (TimeSpan, Int, Int) { (track.duration + track.cost(of: job), track.isFresh ? 0 : 1, track.key) }
            guard let best = tracks.indices.min(by: { rank(tracks[$0]) < rank(tracks[$1]) }) else { break }
            tracks[best].append(job)
        }
        return tracks
    }

    /// The shortest of many orders, always the same.
    private static func shortest(_ jobs: [Job], _ blank: [Track]) -> [Track] {
        var random = SeededRandom(seed: 1, UInt64(blank.count))
        var order = longestFirst(jobs)
        var best = (order, pack(order, blank))
        for _ in 0..<mostOrders where order.count > 1 {
            // Two change places in the best order so far: most of it is good already.
            order = best.0
            for _ in 0...random.next(below: 3) {
                order.swapAt(Int(random.next(below: UInt64(order.count))), Int(random.next(below: UInt64(order.count))))
            }
            let tracks = pack(order, blank)
            if rank(tracks) <= rank(best.1) { best = (order, tracks) }
        }
        return best.1
    }

    /// Of two orders that take as long, the one is better in which keys begin with what an algorithm is recognised by, and then the one with
    /// less waiting, which leaves more room for the next change.
    ///
    /// An order in which no key begins so, and with a window used bit by bit, is the last choice, however short: it would leave the algorithm
    /// open.
    private static func rank(_ tracks: [Track]) -> (Int, TimeSpan, TimeSpan, TimeSpan) {
        let total = tracks.reduce(TimeSpan.zero) { $0 + $1.duration }
        let recognisable = tracks.reduce(TimeSpan.zero) { $0 + $1.recognisable }
        let open = (recognisable > .zero ? 0 : 1) + (tracks.contains(where: \.spreadsUse) ? 0 : 1)
        return (open, duration(tracks), -recognisable, total)
    }

    /// The experiments of the plan; thrifty ones are content with the least that decides.
    private static func experiments(_ settings: RunPlan.Settings, thrifty: Bool) -> [any Experiment] {
        let all: [any Experiment] = [
            SteadyLoad(), Idleness(), SequentialDrain(), Boundary(), ConcurrentBurst(), PromiseKeeping(staggerPercent: 0, rounds: thrifty ? 1 : 2),
            Recovery(windows: thrifty ? 1 : 2), Imports(), Refusals(), Spellings(), Methods(), Connections(), Nodes(count: settings.nodes),
            Pauses(), ExactPace(),
        ]
        let sustained = Sustained(settings.contract).map { [$0 as any Experiment] } ?? []
        let bursts = settings.experiments.contains(.concurrent) ? settings.raceWindows / 2 : 0
        return (all + sustained).filter { settings.experiments.contains($0.id) }
            + (0..<bursts).map { ConcurrentBurst(delay: Self.delay($0), isWideTwice: true) }
    }

    /// Windows of several keys shall end at different parts of a second: that is where rounding shows.
    private static func delay(_ number: Int) -> TimeSpan { .milliseconds((550 + 550 * number) % 1_000) }

    /// Keys that would do nothing see another burst or another spot of the window.
    private static func fill(_ tracks: inout [Track], _ settings: RunPlan.Settings) {
        // Keys that somebody else may use show too little for what it costs.
        guard settings.keysAreFresh || settings.keysAreExclusive else { return }
        let idle = tracks.indices.filter { tracks[$0].steps.isEmpty && tracks[$0].isFresh }.prefix(mostTracks)
        var wanted = [ExperimentID.promises, .concurrent].filter { settings.experiments.contains($0) }
        guard !wanted.isEmpty else { return }
        for (number, track) in idle.enumerated() {
            let job: any Experiment = wanted[0] == .promises
                ? PromiseKeeping(staggerPercent: (37 + 37 * number) % 100) : ConcurrentBurst(delay: delay(number), isWideTwice: true)
            tracks[track].append(Job(job, settings.contract, settings.roundTrip, sharesWindows: false))
            wanted.append(wanted.removeFirst())
        }
    }
}
