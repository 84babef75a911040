package import Conformance
package import Endpoints
package import Limiters
import Timeline

/// Sound limiters under hostile networks and clocks: none may ever fail.
package enum Soundness {
    package struct Outcome: Sendable {
        package var algorithm: Algorithm
        package var seed: UInt64
        package var failures: [CheckResult]
        /// False where the true clock offset lies outside the told interval at the start, in the middle or at the end of the run; nothing where no
        /// interval is told.
        package var offsetIsInside: Bool?
    }

    /// Every anchoring with every seed; with `sharedKeys`, somebody else uses keys that are stated to be the run's alone.
    package static func sweep(
        _ seeds: ClosedRange<UInt64>, workers: Int, sharedKeys: Bool = false, endpoint: Endpoint = .leads(),
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async -> [Outcome] {
        let cases = seeds.flatMap { seed in SimulatedRun.anchorings.map { (algorithm: $0, seed: seed) } }
        return await Sweep.run(cases, workers: workers, progress: progress) { one in
            var run = SimulatedRun.hostile(one.algorithm, seed: one.seed)
            if sharedKeys {
                run = .shared(one.algorithm, seed: one.seed, exclusive: true)
            }
            run.endpoint = endpoint
            let judgement = await run.judged()
            // What the clock was before the first answer came, nothing can show.
            let begin = judgement.evidence.observations.lazy.compactMap(\.latest).min() ?? .start
            let end = max(begin, judgement.evidence.observations.last?.latest ?? .start)
            let offsetIsInside = judgement.evidence.clock.map { clock in
                [begin, begin + (end - begin) / 2, end].allSatisfy { clock.bounds(at: $0).contains(run.serverOffset(at: $0)) }
            }
            return Outcome(algorithm: one.algorithm, seed: one.seed, failures: judgement.failures.filter { !run.deserved.contains($0.id) },
                           offsetIsInside: offsetIsInside)
        }
    }
}
