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
    let allowance: Allowance

    /// Refusals in a row that mean "used up": one more than the judge asks for, since one may be lost.
    static let refusalsToStop = 5

    var now: RunInstant { driver.now }

    /// The lab of another key.
    func on(_ other: Int) -> Lab {
        Lab(driver: driver, contract: contract, key: other, phase: phase, inFlight: inFlight, allowance: allowance)
    }

    /// The lab of a later part of the same experiment, whose attempts are recorded under a name of their own.
    func recording(as other: Int, _ contract: Contract? = nil) -> Lab {
        Lab(driver: driver, contract: contract ?? self.contract, key: key, phase: other, inFlight: inFlight, allowance: allowance)
    }

    /// Throws: `Allowance.Spent` where the experiment has to end.
    @discardableResult
    func send(_ operation: Operation = .create, subject: Int? = nil, node: Int = 0) async throws -> Attempt {
        guard let attempt = try await sendIfAllowed(operation, subject: subject, node: node) else { throw Allowance.Spent() }
        return attempt
    }

    /// Nothing where the experiment has to end: for tasks that run side by side, where throwing would cut off what others are waiting for.
    func sendIfAllowed(_ operation: Operation = .create, subject: Int? = nil, node: Int = 0) async throws -> Attempt? {
        guard allowance.take(at: now) else { return nil }
        return try await driver.send(operation, subject: subject ?? driver.newSubject(), key: key, phase: phase, node: node)
    }

    @discardableResult
    func send(_ operation: Operation, subject: Int? = nil, times: Int) async throws -> [Attempt] {
        var attempts: [Attempt] = []
        for _ in 0..<times { attempts.append(try await send(operation, subject: subject)) }
        return attempts
    }

    func sleep(_ span: TimeSpan) async throws { try await sleep(until: now + span) }

    /// Throws: `Allowance.Spent` at once where the experiment would be over before.
    func sleep(until instant: RunInstant) async throws {
        guard instant <= allowance.end else { throw Allowance.Spent() }
        try await driver.clock.sleep(until: instant)
    }

    /// Does something again, twice at most, where an answer in it did not come from the API: one such spoils a sequence that must be clean.
    func undisturbed(_ body: () async throws -> [Attempt]) async throws {
        for _ in 0...Self.mostRepeats where try await !body().contains(where: \.isDisturbed) { return }
    }

    static let mostRepeats = 2

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
                    while attempts.count < share, let attempt = try await sendIfAllowed() { attempts.append(attempt) }
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
        var interval = contract.pollInterval
        var close = Contract.closePolls
        while now < end {
            try await sleep(interval)
            let attempt = try await send()
            if attempt.isAdmitted { return true }
            interval = self.interval(after: attempt, &close)
        }
        return false
    }

    private func interval(after refusal: Attempt, _ close: inout Int) -> TimeSpan {
        guard let wait = refusal.retryAfter else { return contract.blindPollInterval }
        // A refusal that always promises an end soon must not be believed for ever.
        guard wait <= contract.pollInterval + .seconds(1), close > 0 else { return contract.pollInterval }
        close -= 1
        return min(contract.pollInterval, .milliseconds(250))
    }

    /// Waits until whatever this key used before is in a window of the past.
    func settle() async throws { try await sleep(contract.polled(1)) }
}

extension Attempt {
    /// True where no answer came, or only after the request had been turned away, or one that a gateway gives for what it cannot reach; a limiter
    /// that says no like that shows who it is.
    var isDisturbed: Bool {
        guard let response, resends == 0 else { return true }
        if meaning == .limited { return false }
        if [502, 504].contains(response.status) { return true }
        return response.status == 503
            && !response.fields.contains { $0.name.contains("ratelimit") || $0.name.contains("rate-limit") || $0.name == "retry-after" }
    }

    /// The wait that a refusal asks for, where it can be read.
    var retryAfter: TimeSpan? {
        response?.retryAfter.value.map { .seconds(min($0, 1_000_000)) }
    }
}
