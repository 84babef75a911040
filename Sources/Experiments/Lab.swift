import Conformance
import Limiters
import LoadEngine
import Timeline

/// One experiment's hands: sends on one key, looks at what comes back, waits.
struct Lab: Sendable {
    let driver: Driver
    let contract: Contract
    let key: Int
    let phase: Int
    /// The most requests under way at once.
    let inFlight: Int

    /// Refusals in a row that mean "used up": one more than the judge asks for, since one may be lost.
    static let refusalsToStop = 5

    var now: RunInstant { driver.now }
    /// Between two polls of a blocked key: fine enough to bracket a boundary, coarse enough to cost less than one quota.
    var pollInterval: TimeSpan { max(contract.window / 40, .milliseconds(5)) }

    /// The lab of another key.
    func on(_ other: Int) -> Lab { Lab(driver: driver, contract: contract, key: other, phase: phase, inFlight: inFlight) }
    /// The lab of a later part of the same experiment, whose attempts are recorded under a name of their own.
    func recording(as other: Int) -> Lab { Lab(driver: driver, contract: contract, key: key, phase: other, inFlight: inFlight) }

    @discardableResult
    func send(_ operation: Operation = .create, subject: Int? = nil, node: Int = 0) async throws -> Attempt {
        try await driver.send(operation, subject: subject ?? driver.newSubject(), key: key, phase: phase, node: node)
    }

    func send(_ operation: Operation, times: Int) async throws {
        for _ in 0..<times { try await send(operation) }
    }

    func sleep(_ span: TimeSpan) async throws { try await driver.clock.sleep(until: now + span) }
    func sleep(until instant: RunInstant) async throws { try await driver.clock.sleep(until: instant) }

    /// Sends one by one until the limit, or until so many were admitted that no limit of the contract's can be there.
    @discardableResult
    func drain() async throws -> [Attempt] {
        var attempts: [Attempt] = []
        var refused = 0
        // One more than two windows can hold proves an excess; what is lost or refused for another reason must not end it early.
        let most = 2 * contract.quota + 1 + Self.refusalsToStop
        while refused < Self.refusalsToStop, attempts.count < most {
            let attempt = try await send()
            attempts.append(attempt)
            refused = attempt.isAdmitted ? 0 : refused + 1
        }
        return attempts
    }

    /// Sends one by one until the limit; false where there is none.
    func useUp() async throws -> Bool { try await drain().last?.isAdmitted == false }

    /// Takes all there is as soon as a poll was admitted; how much that was, the poll included.
    func takeWhatCameBack() async throws -> Int { 1 + (try await drain().count(where: \.isAdmitted)) }

    /// Sends everything at once, or with so many under way as `most` says: workers start from one barrier and share the requests.
    @discardableResult
    func burst(_ count: Int, most: Int = .max) async throws -> [Attempt] {
        let workers = min(count, inFlight, most)
        return try await withThrowingTaskGroup(of: [Attempt].self) { group in
            for worker in 0..<workers {
                // Worker w sends every request whose number is w modulo the workers.
                let share = (count - worker + workers - 1) / workers
                group.addTask {
                    var attempts: [Attempt] = []
                    for _ in 0..<share { attempts.append(try await send()) }
                    return attempts
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// Polls a blocked key until it is admitted; gives up after two windows.
    ///
    /// Polls come closer together when the end is near, since they bracket the boundary. Returns true where it was admitted.
    @discardableResult
    func pollUntilAdmitted(within limit: TimeSpan? = nil) async throws -> Bool {
        let end = now + (limit ?? contract.window * 2)
        var interval = pollInterval
        while now < end {
            try await sleep(interval)
            let attempt = try await send()
            if attempt.isAdmitted { return true }
            interval = self.interval(after: attempt)
        }
        return false
    }

    private func interval(after refusal: Attempt) -> TimeSpan {
        guard let wait = refusal.retryAfter else { return min(pollInterval, .milliseconds(500)) }
        return wait > pollInterval + .seconds(1) ? pollInterval : min(pollInterval, .milliseconds(250))
    }

    /// Waits until whatever this key used before is in a window of the past.
    func settle() async throws { try await sleep(contract.longestWindow + pollInterval) }
}

extension Attempt {
    /// The wait that a refusal asks for, where it can be read.
    var retryAfter: TimeSpan? {
        response?.retryAfter.value.map { .seconds(min($0, 1_000_000)) }
    }
}
