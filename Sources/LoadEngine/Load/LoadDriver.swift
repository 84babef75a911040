import Synchronization
import Timeline

/// Runs one load phase over a set of keys, taken in turn.
package struct LoadDriver: Sendable {
    private let driver: Driver
    private let keys: [Int]

    /// `keys` are indices into the driver's keys; not empty.
    package init(_ driver: Driver, keys: [Int]) {
        precondition(!keys.isEmpty, "a load phase needs a key")
        self.driver = driver
        self.keys = keys
    }

    package func run(_ load: LoadPhase, phase: Int) async throws {
        switch load.arrivals {
        case .constant(let rate): try await open(load, rate, phase)
        case .closed(let workers): try await closed(load, workers, phase)
        }
    }

    /// Arrivals come when they are due; one that finds the cap reached is missed.
    private func open(_ load: LoadPhase, _ rate: Rate, _ phase: Int) async throws {
        let start = driver.now
        let gate = Gate(capacity: load.inFlight)
        try await withThrowingDiscardingTaskGroup { group in
            for arrival in 0..<rate.arrivals(in: load.duration) {
                let due = start + rate.due(arrival)
                try await driver.clock.sleep(until: due)
                if let problem = gate.problem { throw problem }
                // A schedule that is behind must still leave the loop time to read what has come back.
                if arrival % 16 == 0, driver.now > due { try await driver.clock.sleep(until: driver.now + .microseconds(20)) }
                let key = keys[arrival % keys.count]
                guard gate.enter() else {
                    try driver.miss(.create, key: key, phase: phase, scheduled: due)
                    continue
                }
                group.addTask {
                    defer { gate.leave() }
                    do {
                        try await driver.send(.create, subject: driver.newSubject(), key: key, phase: phase, scheduled: due)
                    } catch {
                        gate.report(error)
                    }
                }
            }
        }
        if let problem = gate.problem { throw problem }
    }

    /// Every worker has one request under way at a time.
    private func closed(_ load: LoadPhase, _ workers: Int, _ phase: Int) async throws {
        let end = driver.now + load.duration
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<workers {
                let key = keys[worker % keys.count]
                group.addTask {
                    while driver.now < end {
                        let attempt = try await driver.send(.create, subject: driver.newSubject(), key: key, phase: phase)
                        // A target that fails at once must not turn a worker into a loop without a pause.
                        if attempt.response == nil { try await driver.clock.sleep(until: driver.now + .milliseconds(10)) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// The in-flight cap of an open model, and the first problem that one of its requests met.
private final class Gate: Sendable {
    private struct State { var inFlight = 0; var problem: (any Error)? }
    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    func enter() -> Bool {
        state.withLock { state in
            guard state.inFlight < capacity else { return false }
            state.inFlight += 1
            return true
        }
    }

    func leave() { state.withLock { $0.inFlight -= 1 } }
    func report(_ error: any Error) { state.withLock { if $0.problem == nil { $0.problem = error } } }
    var problem: (any Error)? { state.withLock(\.problem) }
}
