import Timeline

/// What one loop does of a load phase: every so many-th arrival, or worker.
struct LoadPart: Sendable {
    private let driver: Driver
    private let number: Int
    private let count: Int
    private let keys: [Int]
    private let seed: UInt64
    /// When the phase begins, for all loops.
    private let start: RunInstant
    /// How many arrivals that are late already leave in a row.
    private static let mostAtOnce = 15

    init(_ driver: Driver, _ number: Int, of count: Int, keys: [Int], seed: UInt64, start: RunInstant) {
        self.driver = driver
        self.number = number
        self.count = count
        self.keys = keys
        self.seed = seed
        self.start = start
    }

    func run(_ load: LoadPhase, _ phase: Int) async throws {
        driver.pace(load.pacing)
        defer { driver.pace(.precise) }
        let arrivals = load.isRatePerKey ? load.arrivals.times(keys.count) : load.arrivals
        try await LoopWatch(driver).during(phase, load.pacing) {
            if case .closed(let workers, let thinkTime) = arrivals {
                try await closed(load, workers, thinkTime, phase)
            } else {
                try await open(load, arrivals, phase)
            }
        }
    }

    /// Arrivals come when they are due; one that finds the cap reached is missed.
    private func open(_ load: LoadPhase, _ arrivals: Arrivals, _ phase: Int) async throws {
        let senders = Senders(capacity: max(1, (load.inFlight + count - 1 - number) / count))
        var behind = 0
        try await withThrowingDiscardingTaskGroup { group in
            defer { senders.finish() }
            for (arrival, due) in ArrivalTimes(arrivals, in: load.duration, seed: seed).enumerated() where arrival % count == number {
                let due = start + due
                if driver.now >= due { behind += 1 }
                try await driver.clock.sleep(until: load.pacing == .coarse ? due.roundedUp(to: .milliseconds(1)) : due)
                if let problem = senders.problem { throw problem }
                // A schedule that is behind must still leave the loop time to read what has come back.
                if behind > Self.mostAtOnce {
                    behind = 0
                    await Task.yield()
                }
                let part = load.mix.part(arrival, seed: seed)
                let order = Senders.Order(part: part, key: load.key(arrival, of: keys, seed: seed), due: due, bodies: bodies(load, arrival, part))
                switch senders.give(order) {
                case .started: break
                case .none: try driver.miss(order.part.operation, key: order.key, phase: phase, scheduled: due)
                case .missing:
                    group.addTask {
                        await senders.work(from: order) { order in
                            try await driver.send(order.part.operation, subject: subject(order.part), key: order.key, phase: phase, scheduled: order.due,
                                                  bodies: order.bodies)
                        }
                    }
                }
            }
        }
        if let problem = senders.problem { throw problem }
    }

    /// Every worker has one request under way at a time.
    private func closed(_ load: LoadPhase, _ workers: Int, _ thinkTime: TimeSpan, _ phase: Int) async throws {
        let end = start + load.duration
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in stride(from: number, to: workers, by: count) {
                group.addTask {
                    var turn = worker
                    var now = driver.now
                    while now < end {
                        let part = load.mix.part(turn, seed: seed)
                        let attempt = try await driver.send(part.operation, subject: subject(part), key: load.key(turn, of: keys, seed: seed), phase: phase,
                                                            bodies: bodies(load, turn, part))
                        turn += workers
                        now = attempt.completed
                        // A target that fails at once must not turn a worker into a loop without a pause.
                        let pause = attempt.response == nil ? max(thinkTime, .milliseconds(10)) : thinkTime
                        if pause > .zero {
                            try await driver.clock.sleep(until: now + pause)
                            now = driver.now
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func bodies(_ load: LoadPhase, _ arrival: Int, _ part: OperationMix.Part) -> BodyCheck? {
        load.bodies.flatMap { $0.chooses(arrival, part.operation, seed: seed) ? $0 : nil }
    }

    /// A duplicate names a lead that this run created before, where there is one.
    private func subject(_ part: OperationMix.Part) -> Int {
        let subject = driver.newSubject()
        return part.isDuplicate ? subject / 2 : subject
    }
}
