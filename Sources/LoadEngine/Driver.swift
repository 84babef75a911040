package import Endpoints
package import Timeline

/// What a driver must know of the endpoint: how answers are read, and how many addresses of this machine requests leave from.
package struct AnswerReading: Sendable {
    package let rules: AnswerRules
    package let sources: Int
    /// How what is created is taken back; nothing where nobody said.
    package let cleanUp: Endpoint.CleanUp?
    /// Asked for every request.
    let readsBodies, hasRules: Bool

    package init(rules: AnswerRules = AnswerRules(), sources: Int = 1, cleanUp: Endpoint.CleanUp? = nil) {
        self.cleanUp = cleanUp
        readsBodies = rules.readsBodies || cleanUp != nil
        hasRules = !rules.isEmpty
        self.rules = rules
        self.sources = sources
    }

    package func meaning(of exchange: Exchange) -> Meaning? {
        guard hasRules, case .responded(let response) = exchange.outcome else { return nil }
        return rules.meaning(of: response, body: exchange.body)
    }
}

/// Sends requests and takes the instants of every attempt: the only place that does.
package struct Driver: Sendable {
    /// Why a run cannot go on.
    package enum Stop: Error, Equatable, CustomStringConvertible {
        case budgetUsedUp(Int)
        case targetLost(failures: Int, Cause)

        package var description: String {
            switch self {
            case .budgetUsedUp(let budget):
                "the request budget of \(budget) is used up; raise budget.requests in the profile"
            case .targetLost(let failures, let cause):
                cause.mend.map { "\(cause.rawValue); \($0)" }
                    ?? "\(failures) requests in a row brought no response, also on new connections (the last: \(cause.rawValue)); "
                    + (cause.isHungUp ? "somebody takes the connections and ends them: is it the server that you mean?" : "is the target up?")
            }
        }
    }

    package let clock: any RunClock
    package let recorder: Recorder
    package let keys: [APIKey]
    /// Drivers of the same run on further loops.
    let helpers: [Driver]
    private let shard: RecorderShard
    private let world: any World
    private let target: any Target
    private let timeout: TimeSpan
    private let reading: AnswerReading
    private let failures: FailureStreak
    private let ending: RunEnding

    /// The recorder has a shard for the world and for each of its helpers; `patience` is how long a target that
    /// answers by closing connections is not given up.
    package init(world: any World, keys: [APIKey], recorder: Recorder, timeout: TimeSpan, patience: TimeSpan = .zero, reading: AnswerReading = AnswerReading()) {
        let ending = RunEnding()
        func driver(_ world: any World, _ shard: Int, _ helpers: [Driver]) -> Driver {
            Driver(world: world, shard: shard, helpers: helpers, keys: keys, recorder: recorder, timeout: timeout, reading, FailureStreak(patience), ending)
        }
        self = driver(world, 0, world.helpers.enumerated().map { driver($1, $0 + 1, []) })
    }

    private init(
        world: any World, shard: Int, helpers: [Driver], keys: [APIKey], recorder: Recorder, timeout: TimeSpan, _ reading: AnswerReading,
        _ failures: FailureStreak, _ ending: RunEnding
    ) {
        self.reading = reading
        self.failures = failures
        self.ending = ending
        self.helpers = helpers
        self.shard = recorder.shards[shard]
        self.clock = world.clock
        self.world = world
        self.target = world.target
        self.keys = keys
        self.recorder = recorder
        self.timeout = timeout
    }

    package var now: RunInstant { clock.now }

    /// Why the run cannot go on, whatever became of whoever was told; nothing while it can.
    package var stop: Stop? { ending.first }

    func pace(_ pacing: Pacing) { world.pace(pacing) }

    package func newSubject() -> Int { shard.newSubject() }

    /// Runs the body on the loop of this driver.
    func onLoop(_ body: @escaping @Sendable () async throws -> Void) async throws { try await world.run(body) }

    package func perform(_ hook: Hook) async throws { try await world.perform(hook) }

    /// Sends one request now and records it.
    ///
    /// Throws: `Stop` where the run must end, `CancellationError` where it was told to; the attempt is recorded all the same.
    @discardableResult
    package func send(
        _ operation: Operation, subject: Int, key: Int, phase: Int, node: Int = 0, scheduled: RunInstant? = nil,
        bodies: BodyCheck? = nil
    ) async throws -> Attempt {
        try Task.checkCancellation()
        guard let index = shard.reserve() else { throw ending.note(.budgetUsedUp(shard.budget.most)) }
        let asked = clock.now
        var request = Request(operation: operation, subject: subject, key: keys[key], node: node)
        request.wantsBody = bodies != nil || reading.readsBodies
        request.source = reading.sources > 1 ? key % reading.sources : 0
        request.begun = asked
        let exchange = await target.send(request, deadline: asked + timeout)
        let completed = max(exchange.completed ?? clock.now, asked)
        // Waiting for a free connection is our lateness, not the target's.
        let departed = min(max(exchange.departed ?? asked, asked), completed)
        let wasSent = if case .notSent = exchange.outcome { false } else { true }
        let attempt = Attempt(
            index: index, phase: phase, key: key, operation: operation, subject: subject, scheduled: scheduled ?? asked,
            departed: wasSent ? departed : nil, head: exchange.head.map { min(max($0, departed), completed) },
            completed: completed, outcome: exchange.outcome, connection: exchange.connection, resends: exchange.resends, meaning: reading.meaning(of: exchange))
        shard.record(attempt)
        if let bodies, let body = exchange.body, attempt.isAdmitted {
            if attempt.response?.isEncoded ?? false { shard.recordEncodedBody(phase: phase) } else { shard.recordBody(bodies.fault(body), phase: phase) }
        }
        if reading.readsBodies, let cleanUp = reading.cleanUp, attempt.isAdmitted, attempt.operation.isPlain, let id = exchange.body.flatMap({ cleanUp.id(in: $0) }) {
            shard.recordCreated(CreatedThing(key: key, id: id))
        }
        // A target that was told to stop answers at once; nobody may go on asking.
        if case .notSent(.cancelled) = exchange.outcome { throw CancellationError() }
        do throws(Stop) {
            try failures.note(exchange, at: completed)
        } catch {
            // Others fail as cancelled when they are ended, and may be quicker to say so: the reason is noted first.
            let stop = ending.note(error)
            // Nothing that is under way will be answered either.
            target.abort()
            throw stop
        }
        return attempt
    }

    /// Records an arrival that the in-flight cap held back.
    func miss(_ operation: Operation, key: Int, phase: Int, scheduled: RunInstant) throws {
        guard let index = shard.reserve(isSent: false) else { throw ending.note(.budgetUsedUp(shard.budget.most)) }
        shard.record(Attempt(index: index, phase: phase, key: key, operation: operation, subject: -1, scheduled: scheduled,
                             departed: nil, head: nil, completed: clock.now, outcome: .notSent(.missed)))
    }
}
