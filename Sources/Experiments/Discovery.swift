import Conformance
import LoadEngine
import Timeline

/// Finds out how much a limiter admits and how long it waits, and then runs the experiments that tell algorithms apart with those numbers.
///
/// The contract's numbers are only the most that is looked for.
struct Discovery: Sendable {
    var keys: [Int]
    /// True where one request with the first key went before.
    var isKnockedAt = false

    private static let mostReturns = 12
    private static let burst = 64
    /// How often the longest pause is halved for the first.
    private static let halvings = 6
    /// Polls of one wait: they come further apart the longer it lasts, up to a second.
    private static func polls(_ contract: Contract) -> Int { 160 + Int(contract.window.inSeconds * 11 / 10) }

    private static let later: [any Experiment] = [Boundary(), Idleness()]

    func estimate(_ contract: Contract) -> Estimate {
        let found = Self.later.map { $0.estimate(contract) }
        let rests = keys.count > 2 ? 0 : 3 - keys.count
        // Two windows of waiting, and one that begins just before they are over.
        let explored = (1 + Self.mostReturns / 2) * contract.quota + Self.mostReturns * 2 * Lab.refusalsToStop + 3 * Self.polls(contract)
            + Self.halvings + 1
        let waits = found.map(\.duration)
        return Estimate(
            requests: explored + found.reduce(0) { $0 + $1.requests } + Self.burst,
            duration: contract.window * 3 + contract.window / 10 + (contract.window + contract.window / 10) * 3
                + (keys.count > 2 ? waits.max() ?? .zero : waits.reduce(.zero) { $0 + $1 } + contract.polled(1) * rests),
            trips: 4 * contract.quota + Self.burst)
    }

    /// `phase` gives the phase under which an experiment is recorded; the lab is that of the first key.
    func run(_ lab: Lab, phase: @escaping @Sendable (ExperimentID) -> Int) async throws {
        guard let found = try await explore(lab) else {
            // Nothing limits one request after the other; perhaps the number under way is limited, or a key delays from the same request on.
            try await lab.on(keys[keys.count > 1 ? 1 : 0]).recording(as: phase(.concurrent)).burst(Self.burst)
            if keys.count > 2 { _ = try await admissions(lab.on(keys[2])) }
            return
        }
        let jobs = Self.later
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (position, key) in keys.dropFirst().prefix(jobs.count).enumerated() {
                group.addTask {
                    let job = jobs[position]
                    // One that is over must not cut off the other.
                    do { try await job.run(lab.on(key).recording(as: phase(job.id), found)) } catch is Allowance.Spent {}
                }
            }
            try await group.waitForAll()
        }
        // A key alone does one after the other.
        for job in jobs.dropFirst(max(0, keys.count - 1)) {
            let lab = lab.recording(as: phase(job.id), found)
            try await lab.settle()
            try await job.run(lab)
        }
    }

    /// What one key seems to be allowed; nothing where it is never limited.
    private func explore(_ lab: Lab) async throws -> Contract? {
        let most = lab.contract
        let began = lab.now
        guard let admitted = try await admissions(lab, already: isKnockedAt ? 1 : 0) else { return nil }
        let exhausted = lab.now
        var returns: [(at: RunInstant, count: Int)] = []
        while returns.count < Self.mostReturns, lab.now - exhausted < most.window * 2, returns.count(where: { $0.count * 2 >= admitted }) < 2 {
            guard try await wait(lab, since: returns.last?.at ?? exhausted, atMost: most.window) else {
                guard returns.isEmpty else { break }
                return Self.contract(most, quota: admitted, window: try await silence(lab) ?? most.window)
            }
            let at = lab.now
            returns.append((at, try await lab.takeWhatCameBack()))
        }
        return Self.contract(most, quota: admitted, window: Self.window(began, returns, admitted) ?? most.window)
    }

    /// What was found is no longer than what was looked for: the plan has no time for more.
    private static func contract(_ most: Contract, quota: Int, window: TimeSpan) -> Contract {
        var contract = most
        contract.quota = max(1, quota)
        contract.window = min(most.window, window)
        return contract
    }

    /// Where refused requests keep the key blocked, only silence lets it come back: pauses that double, each asked once. The one that was
    /// long enough; nothing where none was.
    private func silence(_ lab: Lab) async throws -> TimeSpan? {
        for halvings in (0...Self.halvings).reversed() {
            let pause = (lab.contract.window + lab.contract.window / 10) / (1 << halvings)
            try await lab.sleep(pause)
            if try await lab.send().isAdmitted {
                // Once more, to show that it was the silence.
                _ = try await lab.takeWhatCameBack()
                try await lab.sleep(pause)
                try await lab.send()
                return pause
            }
        }
        return nil
    }

    /// How many are admitted one after the other until there is no more; nothing where it never ends, or where answers come later and later instead.
    private func admissions(_ lab: Lab, already: Int = 0) async throws -> Int? {
        var admitted = already
        var refused = 0
        var slowing = Slowing()
        while refused < Lab.refusalsToStop, admitted < lab.contract.quota, slowing.onset == nil {
            let attempt = try await lab.send()
            refused = attempt.isAdmitted ? 0 : refused + 1
            if attempt.isAdmitted { admitted += 1 }
            if attempt.isAdmitted, let departed = attempt.departed, let head = attempt.head { slowing.note(head - departed) }
        }
        return refused > 0 ? admitted : nil
    }

    /// Polls at growing intervals until something is admitted: each bracket is narrow against what was waited for.
    private func wait(_ lab: Lab, since start: RunInstant, atMost longest: TimeSpan) async throws -> Bool {
        var promised: TimeSpan?
        while lab.now - start < longest + longest / 10 {
            try await lab.sleep(max(.milliseconds(10), min((lab.now - start) / 30, .seconds(1))))
            let attempt = try await lab.send()
            if attempt.isAdmitted { return true }
            // A refusal that asks for as long a wait as the first one did, when that is over, will go on doing so.
            promised = promised ?? attempt.retryAfter
            if let promised, let still = attempt.retryAfter, lab.now - start > promised + .seconds(2), still * 2 >= promised { return false }
        }
        return false
    }

    private static func window(_ began: RunInstant, _ returns: [(at: RunInstant, count: Int)], _ quota: Int) -> TimeSpan? {
        let large = returns.filter { $0.count * 2 >= quota }
        if large.count >= 2 { return large[large.count - 1].at - large[large.count - 2].at }
        if let one = large.first { return one.at - began }
        guard let first = returns.first, let last = returns.last, returns.count >= 2 else { return nil }
        // Bit by bit: the time that the whole quota would take. Before the first bit a window may have had to end.
        let returned = returns.dropFirst().reduce(0) { $0 + $1.count }
        return (last.at - first.at) * quota / max(1, returned)
    }
}
