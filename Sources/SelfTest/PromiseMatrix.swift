package import Conformance
import Limiters
import Simulation
import Timeline

/// Every fault of a limiter of any kind against the checks of every promise, over an ordinary network.
package struct PromiseMatrix: Sendable {
    package struct Row: Sendable {
        package var promise: PromiseClass
        package var fault: String
        package var expected: [String]
        package var results: [CheckResult]

        package var isKilled: Bool { results.contains { $0.verdict == .fail } }
        package var isNamed: Bool { expected.contains(results.headline?.id.description ?? "") }
        /// What was said instead, in a line.
        package var complaint: String {
            let said = results.headline.map { "\($0.id) \($0.observed)" } ?? "nothing failed"
            return "\(promise.rawValue), \(fault): \(said)"
        }
    }

    private let seed: UInt64

    package init(seed: UInt64) { self.seed = seed }

    package func rows(_ promises: [PromiseClass], workers: Int) async -> [Row] {
        let cases = promises.flatMap { promise in PromiseFault.catalog.filter { Self.canHave($0, promise) }.map { (promise: promise, fault: $0) } }
        return await Sweep.run(cases, workers: workers) { one in
            Row(promise: one.promise, fault: one.fault.name, expected: one.fault.namedBy, results: await run(one.promise, one.fault).judged().results)
        }
    }

    private func run(_ promise: PromiseClass, _ fault: PromiseFault) -> SimulatedRun {
        var run = SimulatedRun.promised(promise, seed: seed, isHostile: false)
        let limiters = run.limits.map { limit in
            let enforced = fault.enforced(limit)
            return (limiter: fault.wrap(enforced.soundLimiters(started: run.started)[0], limit), isForAll: limit.scope == .everyone)
        }
        run.limiter = SeveralLimits(limiters)
        run.defects = fault.defects
        return run
    }

    /// What a promise has no room for, or allows, is no fault of it.
    private static func canHave(_ fault: PromiseFault, _ promise: PromiseClass) -> Bool {
        let excluded: [String] = switch promise {
        // Between two of its tokens lies less than the second that waits are rounded to.
        case .bucket, .granularBucket, .burstAndSustained: ["wait-too-short"]
        case .leakyBucket: ["half-as-many", "one-fewer", "silence-loses", "remaining-frozen"]
        // A window that is full stays so, whatever else is charged; what remains of it depends on where it begins.
        case .epochWindow: ["refusals-charged", "remaining-frozen"]
        // Where its windows begin nobody knows, so that up to twice as much may be right.
        case .ban: ["refusals-charged", "remaining-frozen", "race", "one-in-ten-free", "one-more", "by-forwarded-address"]
        // It promises no least pace, and what waits hides the rest.
        case .queue: ["returns-late", "wait-too-short", "remaining-frozen", "leaks", "by-forwarded-address"]
        // Its keys are never silent together.
        case .keyAndEveryone: ["silence-doubles", "returns-late"]
        case .slidingLog, .slidingCounter: []
        }
        return !excluded.contains(fault.name)
    }

    package static func summary(_ rows: [Row]) -> String {
        "\(rows.count) faults of \(Set(rows.map(\.promise)).count) promises: \(rows.count(where: \.isKilled)) found, "
            + "\(rows.count(where: \.isNamed)) named by the expected check"
    }
}
