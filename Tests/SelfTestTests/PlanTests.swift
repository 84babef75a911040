import Conformance
import Experiments
import Limiters
import LoadEngine
import SelfTest
import Simulation
import Testing
import Timeline
import Turns

/// Goal: what is told before the first request is kept. Method: whole runs in virtual time against limiters that do what they like; each is
/// held against its own plan.
@Suite(.computes) struct PlanTests {
    /// More than was told of requests or time; nothing where the plan was kept.
    private func excess(_ run: SimulatedRun, slow: Bool = false) async -> String? {
        let plan = run.plan
        let history = await run.history()
        let sent = history.attempts.count + history.loads.reduce(0) { $0 + $1.scheduled }
        let told = slow ? plan.duration(plan.slowestRoundTrip) : plan.duration
        // What comes last in a part is waited for: knock, isolation, experiments, disturbances, and each load.
        let took = history.ending.instant.sinceStart - SimulatedRun.timeout * (4 + run.loads.count)
        // A queue that is long enough answers nobody in time, which ends a run as well.
        guard history.ending.partial == nil || history.ending.targetLost else { return "ended early: \(history.ending.partial ?? "")" }
        return sent > plan.requests || took > told
            ? "\(run.algorithm) \(run.defects.map(\.name)), \(run.quota) per \(run.window), \(run.keys) keys, limiter "
                + "\(run.limiterQuota ?? run.quota): \(sent) of \(plan.requests) requests, \(history.ending.instant.sinceStart) of \(told)"
            : nil
    }

    @Test("no limiter makes a run longer or larger than was told", arguments: Algorithm.allCases)
    func limiters(algorithm: Algorithm) async {
        for (quota, window) in [(1, 1), (2, 60), (20, 3), (100, 60)] {
            for (factor, keys) in [(2, 1), (1, 2), (4, 4), (0, 8)] {
                var run = SimulatedRun()
                (run.algorithm, run.quota, run.window, run.keys) = (algorithm, quota, .seconds(window), keys)
                // Twice, as much as, half, and far less than the quota that it is held to.
                run.limiterQuota = max(1, factor == 0 ? quota / 10 : quota * 2 / factor)
                run.limiterWindow = [run.window, run.window * 3, run.window / 2][keys % 3]
                if keys == 4 { (run.fresh, run.exclusive) = (false, quota == 20) }
                // A queue delays what it admits, so its answers are slow.
                let problem = await excess(run, slow: [.leakyQueue, .slowDown].contains(algorithm))
                #expect(problem == nil, "\(problem ?? "")")
            }
        }
    }

    @Test("no fault makes a run longer or larger than was told")
    func defects() async {
        for (number, defect) in Defect.catalog.enumerated() {
            var run = SimulatedRun()
            (run.quota, run.window) = number % 2 == 0 ? (20, .seconds(3)) : (100, .seconds(60))
            run.keys = [1, 2, 4, 8][number % 4]
            run.defects = [defect]
            let problem = await excess(run)
            #expect(problem == nil, "\(problem ?? "")")
        }
    }

    @Test("slow answers make no run longer than was told for them", arguments: [30, 300, 4_000])
    func slowAnswers(delay: Int) async {
        for (quota, window) in [(20, 3), (100, 60)] {
            var run = SimulatedRun()
            (run.quota, run.window) = (quota, .seconds(window))
            run.network = NetworkModel(delay: .milliseconds(delay / 2))
            let problem = await excess(run, slow: true)
            #expect(problem == nil, "\(problem ?? "")")
        }
    }

    @Test("an open contract is found out within what was told", arguments: Algorithm.allCases)
    func discoveries(algorithm: Algorithm) async {
        for keys in [1, 3] {
            var run = SimulatedRun()
            (run.isOpen, run.quota, run.window, run.keys, run.algorithm) = (true, 200, .seconds(60), keys, algorithm)
            (run.limiterQuota, run.limiterWindow) = (20, .seconds(4))
            if keys == 1, let endless = Defect.catalog.first(where: { $0.name == "rejections-extend" }) { run.defects = [endless] }
            let problem = await excess(run)
            #expect(problem == nil, "\(problem ?? "")")
        }
    }

    @Test("few keys take as few windows as physics allows", arguments: [(8, 6), (4, 7), (2, 13), (1, 23)])
    func windows(keys: Int, most: Int) {
        var run = SimulatedRun()
        (run.quota, run.window, run.keys, run.fresh, run.exclusive) = (100, .seconds(60), keys, false, true)
        run.experiments.subtract([.restart, .restarted, .outage])
        #expect(run.plan.duration <= run.window * most + .seconds(15), "\(run.plan.duration)")
    }

    @Test("given keys that are the run's alone decide what made-up ones decide", arguments: [1, 2, 4, 8])
    func exclusiveKeys(keys: Int) async {
        for algorithm in SimulatedRun.anchorings {
            var run = SimulatedRun()
            (run.quota, run.window, run.keys, run.fresh, run.exclusive) = (100, .seconds(60), keys, false, true)
            run.algorithm = algorithm
            run.declaresOutage = true
            let judgement = await run.judged()
            let undecided = judgement.results.filter { ![.pass, .observed].contains($0.verdict) && !(keys == 1 && $0.id == CheckID("KEY-01")) }
            #expect(judgement.verdict == .pass, "\(algorithm)\n\(judgement.complaints)")
            #expect(undecided.isEmpty, "\(algorithm)\n\(judgement.complaints)")
        }
    }

    @Test("a target that lets nobody in is left after a dozen requests and two seconds")
    func turnedAway() async {
        var run = SimulatedRun()
        run.acceptsKeys = 0
        let history = await run.history()
        #expect(history.attempts.count <= 12 && history.ending.instant.sinceStart <= .seconds(2) && history.ending.targetLost)
        #expect(history.ending.partial?.contains("the keys may not create leads here") == true, "\(history.ending.partial ?? "")")
    }

    @Test("one key that is refused is left out, and the others decide")
    func oneKeyRefused() async {
        var run = SimulatedRun()
        (run.fresh, run.exclusive, run.keys, run.acceptsKeys) = (false, true, 3, 2)
        let history = await run.history()
        let judgement = Judge(run.contract).judge(history)
        #expect(judgement.verdict == .pass, "\(judgement.complaints)")
        #expect(history.attempts.count { $0.key == 2 } == 2)
    }
}
