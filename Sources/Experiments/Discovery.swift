import Conformance
import LoadEngine
import Timeline

/// Finds out how much a limiter admits and how long it waits, and then runs the experiments that tell algorithms apart with those numbers.
///
/// The contract's numbers are only the most that is looked for.
struct Discovery: Sendable {
    let keys: [Int]

    private static let mostReturns = 12
    private static let burst = 64

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: 4 * contract.quota + 800, duration: contract.window * 6)
    }

    /// `phase` gives the phase under which an experiment is recorded.
    func run(_ driver: Driver, inFlight: Int, most: Contract, phase: @escaping @Sendable (ExperimentID) -> Int) async throws {
        @Sendable func lab(_ key: Int, _ experiment: ExperimentID, _ contract: Contract) -> Lab {
            Lab(driver: driver, contract: contract, key: key, phase: phase(experiment), inFlight: inFlight)
        }
        guard let found = try await explore(lab(keys[0], .discovery, most)) else {
            // Nothing limits one request after the other; perhaps the number under way is limited.
            try await lab(keys[keys.count > 1 ? 1 : 0], .concurrent, most).burst(Self.burst)
            return
        }
        let jobs: [any Experiment] = [Boundary(), Idleness()]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (position, key) in keys.dropFirst().prefix(jobs.count).enumerated() {
                group.addTask { try await jobs[position].run(lab(key, jobs[position].id, found)) }
            }
            try await group.waitForAll()
        }
        // A key alone does one after the other.
        for job in jobs.dropFirst(max(0, keys.count - 1)) {
            let lab = lab(keys[0], job.id, found)
            try await lab.settle()
            try await job.run(lab)
        }
    }

    /// What one key seems to be allowed; nothing where it is never limited.
    private func explore(_ lab: Lab) async throws -> Contract? {
        let most = lab.contract
        let began = lab.now
        var admitted = 0
        var refused = 0
        while refused < Lab.refusalsToStop, admitted < most.quota {
            if try await lab.send().isAdmitted { admitted += 1; refused = 0 } else { refused += 1 }
        }
        guard refused > 0 else { return nil }
        let exhausted = lab.now
        var returns: [(at: RunInstant, count: Int)] = []
        while returns.count < Self.mostReturns, lab.now - exhausted < most.window * 2, returns.count(where: { $0.count * 2 >= admitted }) < 2 {
            guard try await wait(lab, since: returns.last?.at ?? exhausted, atMost: most.window) else { break }
            let at = lab.now
            returns.append((at, try await lab.takeWhatCameBack()))
        }
        var contract = most
        contract.quota = max(1, admitted)
        contract.window = Self.window(began, returns, admitted) ?? most.window
        return contract
    }

    /// Polls at growing intervals until something is admitted: each bracket is narrow against what was waited for.
    private func wait(_ lab: Lab, since start: RunInstant, atMost longest: TimeSpan) async throws -> Bool {
        while lab.now - start < longest + longest / 10 {
            try await lab.sleep(max(.milliseconds(10), min((lab.now - start) / 30, .seconds(1))))
            if try await lab.send().isAdmitted { return true }
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
