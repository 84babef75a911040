package import Conformance
package import Endpoints
import Limiters
import Simulation
package import Timeline

/// Every defect against every check, in virtual time: which check names which fault.
package struct DefectMatrix: Sendable {
    /// One defect, or several at once, and what the judge said.
    package struct Row: Sendable {
        package var defects: [String]
        /// The check that should name it first; nothing for a sound limiter or several defects at once.
        package var expected: CheckID?
        package var results: [CheckResult]

        package var failures: [CheckResult] { results.filter { $0.verdict == .fail } }
        /// The failure that is named first: a broken promise before a recommendation that is not followed.
        package var first: CheckID? { results.headline?.id }
        package var isKilled: Bool { !failures.isEmpty }
        /// True where no other failure of the same level comes before the expected one.
        package var isNamed: Bool {
            guard let expected, let level = failures.first(where: { $0.id == expected })?.level else { return expected == nil }
            return results.filter { $0.level == level || $0.verdict != .fail }.headline?.id == expected
        }
    }

    package var quota: Int
    package var window: TimeSpan
    package var seed: UInt64
    /// True where the keys are given and stated to be the run's alone, instead of made up.
    package var givenKeys: Bool
    package var endpoint: Endpoint

    package init(quota: Int, window: TimeSpan, seed: UInt64, givenKeys: Bool = false, endpoint: Endpoint = .leads()) {
        self.givenKeys = givenKeys
        self.endpoint = endpoint
        self.quota = quota
        self.window = window
        self.seed = seed
    }

    private func run(_ defects: [Defect]) -> SimulatedRun {
        var run = SimulatedRun()
        run.quota = quota
        run.window = window
        run.seed = seed
        run.defects = defects
        run.declaresOutage = true
        run.endpoint = endpoint
        if givenKeys { (run.fresh, run.exclusive) = (false, true) }
        return run
    }

    /// Every defect of the catalogue that the endpoint can have: its check is not skipped where nothing is wrong.
    private var defects: [Defect] {
        get async {
            guard !endpoint.isLeads else { return Defect.catalog }
            let results = await run([]).judged().results
            let skipped = Set(results.filter { $0.verdict == .skip && $0.blockedBy == nil }.map(\.id.description))
            return Defect.catalog.filter { !skipped.contains($0.namedBy) && !$0.needsLeads }
        }
    }

    /// Every defect alone.
    package func singles(workers: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }) async -> [Row] {
        await Sweep.run(await defects, workers: workers, progress: progress) { defect in
            Row(defects: [defect.name], expected: CheckID(defect.namedBy), results: await run([defect]).judged().results)
        }
    }

    /// Two defects at once, so many pairs, drawn from all by the seed.
    package func pairs(_ count: Int, workers: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }) async -> [Row] {
        var random = SeededRandom(seed: seed, 4_711)
        let defects = await defects
        let all = defects.indices.flatMap { one in defects.indices.filter { $0 > one }.map { (one, $0) } }.shuffled(using: &random)
        let pairs = all.prefix(count).map { [defects[$0.0], defects[$0.1]] }
        return await Sweep.run(Array(pairs), workers: workers, progress: progress) { pair in
            Row(defects: pair.map(\.name), expected: nil, results: await run(pair).judged().results)
        }
    }

    /// The limiters that keep the contract; none of them may fail.
    package func sound(workers: Int) async -> [Row] {
        await Sweep.run(SimulatedRun.anchorings, workers: workers) { algorithm in
            var run = run([])
            run.algorithm = algorithm
            return Row(defects: [algorithm.rawValue], expected: nil, results: await run.judged().results)
        }
    }
}
