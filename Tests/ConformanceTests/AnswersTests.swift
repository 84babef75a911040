import Conformance
import Limiters
import SelfTest
import Simulation
import Testing
import Timeline
import Turns

/// Goal: what something else than the limiter said proves nothing against it, and what only the limiter can have said is recognised. Method:
/// histories written by hand, and sound limiters in virtual time behind gateways and breaking connections.
@Suite(.computes) struct AnswersTests {
    /// Drains five keys in two windows, polls them while another key with room is served, and lets them in again.
    private func drained(_ contract: Contract? = nil, refusal: Outcome?, keys: Int = 3, watched: Bool = true) -> Scene {
        var scene = Scene()
        if let contract { scene.contract = contract }
        for window in 0..<2 {
            let start = Double(window) * 10 + 0.1
            for key in 0..<keys {
                for number in 0..<5 { scene.ask(key, at: start + Double(key) * 0.05 + Double(number) * 0.002) }
                for number in 0..<4 { scene.ask(key, at: start + Double(key) * 0.05 + 0.012 + Double(number) * 0.002, refusal: refusal) }
            }
            for poll in 0..<8 {
                for key in 0..<keys { scene.ask(key, at: start + 1 + Double(poll) + Double(key) * 0.01, refusal: refusal) }
                // Each poll another key, so that all have room.
                if watched { scene.ask(10 + window * 8 + poll, at: start + 1.5 + Double(poll)) }
            }
        }
        return scene
    }

    @Test("429 alone passes")
    func plain() {
        let judgement = drained(refusal: nil).judgement
        #expect(judgement["SEM-01"]?.verdict == .pass && judgement.failures.isEmpty, "\(judgement.complaints)")
    }

    @Test("a page with 503 that comes on used-up keys alone, while others are served, is the limiter's")
    func pageAsLimit() {
        let judgement = drained(refusal: Scene.page(503)).judgement
        #expect(judgement["SEM-01"]?.verdict == .fail && judgement["SEM-01"]?.witness.count == 1, "\(judgement.complaints)")
        #expect(judgement["SEM-01"]?.observed.contains("answered with 503") == true)
        #expect(judgement.evidence.limitedStatuses == [429, 503])
        #expect(judgement["CNT-01"]?.verdict == .pass)
    }

    @Test("no response that comes on used-up keys alone is the limiter's, and has its cause", arguments: [Cause.closed, .reset, .enhanceYourCalm])
    func silenceAsLimit(cause: Cause) {
        let judgement = drained(refusal: .indeterminate(cause)).judgement
        #expect(judgement["SEM-01"]?.verdict == .fail && judgement["SEM-01"]?.observed.contains(cause.rawValue) == true, "\(judgement.complaints)")
        #expect(judgement["CNT-01"]?.verdict == .pass, "\(judgement.complaints)")
        #expect(judgement.failures.map(\.id) == ["SEM-01"])
    }

    @Test("a request that was turned away as if nobody had looked at it may have been counted all the same", arguments: [0, 1])
    func turnedAway(resends: Int) {
        var scene = Scene()
        for number in 0..<4 {
            scene.send(.responded(Scene.response(201)), key: 0, at: 0.1 + Double(number) * 0.01, resends: number == 2 ? resends : 0)
        }
        for number in 4..<10 { scene.send(.responded(Scene.response(429)), key: 0, at: 0.1 + Double(number) * 0.01) }
        let judgement = scene.judgement
        let counted = judgement.failures.map(\.id).filter { $0.description.hasPrefix("CNT") }
        #expect(counted == (resends > 0 ? [] : ["CNT-01"]), "\(judgement.complaints)")
    }

    @Test("a connection of HTTP/2 that ends because of one key takes others along, which were not refused")
    func goAway() {
        var scene = drained(refusal: .indeterminate(.enhanceYourCalm))
        for (number, key) in [0, 30, 31].enumerated() {
            scene.send(.indeterminate(.enhanceYourCalm), key: key, at: 19.9 + Double(number) * 0.0001, over: 7)
        }
        let judgement = scene.judgement
        #expect(judgement["SEM-01"]?.verdict == .fail && judgement["SEM-01"]?.observed.contains("ENHANCE_YOUR_CALM") == true, "\(judgement.complaints)")
        #expect(judgement.failures.map(\.id) == ["SEM-01"], "\(judgement.complaints)")
        let taken = judgement.evidence.observations.filter { $0.attempt.connection == 7 }
        #expect(taken.count == 3 && taken.allSatisfy { $0.kind == .unknown })
    }

    @Test("an outage in the middle of refusals is no way of limiting, and may be one", arguments: [1.0, 0.5])
    func outage(share: Double) {
        var scene = Scene()
        for window in 0..<3 {
            let start = Double(window) * 10 + 0.1
            for key in 0..<4 {
                for number in 0..<9 { scene.ask(key, at: start + Double(key) * 0.05 + Double(number) * 0.002) }
            }
            for poll in 0..<40 {
                let isOut = (10..<30).contains(poll) && (share == 1 || poll % 2 == 0)
                for key in 0..<4 { scene.ask(key, at: start + 1 + Double(poll) * 0.2 + Double(key) * 0.01, refusal: isOut ? Scene.page(503) : nil) }
            }
        }
        let judgement = scene.judgement
        #expect(judgement.failures.isEmpty, "\(judgement.complaints)")
        #expect(judgement["SEM-01"]?.verdict == .inconclusive && judgement["SEM-01"]?.observed.contains("503") == true)
    }

    @Test("a gateway's brown-out while keys are used up fails nothing", arguments: [UInt64(1), 2, 3])
    func brownOut(seed: UInt64) async {
        var run = SimulatedRun()
        (run.quota, run.window, run.seed) = (100, .seconds(10), seed)
        run.network.manners.brownOut = .init(first: .seconds(3), length: .seconds(8), period: .seconds(1_000), share: 0.7)
        let judgement = await run.judged()
        #expect(judgement.failures.isEmpty, "\(judgement.complaints)")
    }

    @Test("a ban with another status after some 429s is seen and named")
    func ban() {
        var scene = Scene()
        for key in 0..<3 {
            for number in 0..<5 { scene.ask(key, at: 0.1 + Double(key) * 0.1 + Double(number) * 0.002) }
            for number in 0..<8 { scene.ask(key, at: 0.15 + Double(key) * 0.1 + Double(number) * 0.002) }
        }
        for poll in 0..<12 {
            for key in 0..<3 { scene.send(.responded(Scene.response(403, [FieldLine("content-type", "application/json")])), key: key, at: 1 + Double(poll) * 2) }
            scene.ask(10 + poll, at: 2 + Double(poll) * 2)
        }
        let judgement = scene.judgement
        #expect(judgement["SEM-01"]?.verdict == .fail && judgement["SEM-01"]?.observed.contains("403") == true, "\(judgement.complaints)")
        #expect(judgement["SEM-01"]?.observed.contains("beside 24 times 429") == true)
    }

    @Test("refusals with 500 that never end are not nothing")
    func endless() {
        var scene = Scene()
        for key in 0..<3 {
            for number in 0..<5 { scene.ask(key, at: 0.1 + Double(key) * 0.1 + Double(number) * 0.002) }
        }
        for poll in 0..<20 {
            for key in 0..<3 { scene.send(.responded(Scene.response(500)), key: key, at: 1 + Double(poll) * 2 + Double(key) * 0.01) }
            scene.ask(10 + poll, at: 2 + Double(poll) * 2)
        }
        let judgement = scene.judgement
        #expect(judgement["SEM-01"]?.verdict == .fail, "\(judgement.complaints)")
    }

    @Test("where nothing was ever admitted, nothing is proven", arguments: [401, 404, 422, 429, 503])
    func nothingAdmitted(status: Int) {
        var scene = Scene()
        scene.contract.dialect = .xRateLimitEpoch
        for key in 0..<4 {
            for number in 0..<30 {
                let isLimited = number > 20
                let fields = [FieldLine("content-type", "application/json")] + (isLimited ? [FieldLine("retry-after", "99999")] : [])
                scene.send(.responded(Scene.response(isLimited ? 429 : status, fields)), key: key, at: Double(number) + Double(key) * 0.1)
            }
        }
        let judgement = scene.judgement
        #expect(judgement.verdict == .inconclusive)
        #expect(judgement.results.allSatisfy { $0.verdict == .inconclusive || $0.verdict == .skip }, "\(judgement.complaints)")
    }

    @Test("a router's 404 is not the API's, and a bare 409 for a lead that exists is")
    func routers404() {
        func scene(bare: Outcome, _ operation: Timeline.Operation, duplicate: Bool) -> Judgement {
            var scene = Scene()
            scene.contract.dialect = .xRateLimitEpoch
            scene.ask(0, at: 0.1, in: .refusals)
            scene.send(bare, key: 0, at: 0.2, operation, subject: duplicate ? 0 : 1_000, in: .refusals)
            scene.ask(0, at: 0.3, in: .refusals)
            return scene.judgement
        }
        let bare = Scene.response(409, [FieldLine("content-type", "application/json")])
        #expect(scene(bare: .responded(bare), .create, duplicate: true)["HDR-02"]?.verdict == .fail)
        #expect(scene(bare: .responded(bare), .create, duplicate: false)["HDR-02"]?.verdict == .inconclusive)
        let router = scene(bare: Scene.page(404), .deleteUnknown, duplicate: false)
        #expect(router["HDR-02"]?.verdict == .inconclusive && router.failures.isEmpty, "\(router.complaints)")
        #expect(router["HDR-02"]?.observed.contains("is the url that of the create endpoint?") == true)
        let unlike = Scene.response(404, [FieldLine("content-type", "application/json")], body: #"{"message":"no route"}"#)
        // A router of the same framework has the same words.
        let sameWords = Scene.response(404, [FieldLine("content-type", "application/json")])
        var known = Scene()
        known.contract.dialect = .xRateLimitEpoch
        known.ask(0, at: 0.1, in: .refusals)
        known.send(.responded(bare), key: 0, at: 0.2, subject: 0, in: .refusals)
        known.send(.responded(sameWords), key: 0, at: 0.3, .deleteUnknown, in: .refusals)
        #expect(known.judgement["HDR-02"]?.observed.hasPrefix("1 of 1") == true, "\(known.judgement.complaints)")
        #expect(scene(bare: .responded(unlike), .deleteUnknown, duplicate: false)["HDR-02"]?.verdict == .inconclusive)
    }

    @Test("gateways and breaking connections fail nothing, not even a should", arguments: [
        ([404, 502, 503, 504], 0.02, 0.0), ([404], 0.1, 0), ([502, 503], 0.02, 0), ([], 0, 0.05),
    ])
    func gateways(statuses: [Int], share: Double, resets: Double) async {
        for seed in UInt64(1)...4 {
            var run = SimulatedRun()
            run.seed = seed
            (run.network.manners.gatewayStatuses, run.network.manners.gatewayShare) = (statuses, share)
            (run.network.manners.resetShare, run.network.manners.gatewaySkew) = (resets, .seconds(4))
            let judgement = await run.judged()
            #expect(judgement.failures.isEmpty, "seed \(seed)\n\(judgement.complaints)")
            #expect(judgement.evidence.limitedStatuses == [429])
        }
    }

    @Test("an early refusal is not taken for the end of a window")
    func secondLimit() {
        var scene = Scene()
        scene.contract = Contract(quota: 20, window: .seconds(10), dialect: .none)
        // Windows of 20 per 10 s that begin at 0, and 12 in each second besides.
        var second = 0.0
        for window in 0..<2 {
            let start = Double(window) * 10
            second = start + 0.05
            for _ in 0..<12 { scene.send(.responded(Scene.response(201)), key: 0, at: second); second += 0.005 }
            while second < start + 1.01 { scene.send(.responded(Scene.response(429)), key: 0, at: second); second += 0.1 }
            for _ in 0..<8 { scene.send(.responded(Scene.response(201)), key: 0, at: second); second += 0.005 }
            while second < start + 10 { scene.send(.responded(Scene.response(429)), key: 0, at: second); second += 0.25 }
        }
        for _ in 0..<4 { scene.send(.responded(Scene.response(201)), key: 0, at: second); second += 0.005 }
        let judgement = scene.judgement
        let blamed = judgement.failures.map(\.observed).joined(separator: "\n")
        #expect(judgement.failures.contains { ["CNT-01", "CNT-08"].contains($0.id) } && !blamed.contains("admitted in the one window"), "\(judgement.complaints)")
        #expect(judgement["WIN-01"]?.verdict != .fail, "\(judgement.complaints)")
    }

    @Test("a compressed body is not looked at, and that is said")
    func compressed() {
        var scene = Scene()
        let fields = [FieldLine("content-type", "application/json"), FieldLine("content-encoding", "gzip"), FieldLine("retry-after", "10")]
        let refusal = Outcome.responded(Scene.response(429, fields, body: "\u{1F}\u{FFFD}\u{8}"))
        for number in 0..<12 { scene.ask(0, at: 0.1 + Double(number) * 0.01, refusal: refusal) }
        let judgement = scene.judgement
        #expect(judgement["SEM-04"]?.verdict == .inconclusive && judgement["SEM-04"]?.observed.contains("compressed") == true, "\(judgement.complaints)")
    }

    @Test("keys are not found apart while a fresh key's first request is limited")
    func limitedByAddress() {
        var scene = Scene()
        for number in 0..<2 { scene.ask(0, at: 0.1 + Double(number) * 0.01, in: .isolation) }
        for number in 0..<9 { scene.ask(1, at: 0.2 + Double(number) * 0.01, in: .isolation) }
        for number in 0..<3 { scene.ask(0, at: 0.4 + Double(number) * 0.01, in: .isolation) }
        #expect(scene.judgement["KEY-01"]?.verdict == .pass)
        for number in 0..<6 { scene.send(.responded(Scene.response(429, [FieldLine("content-type", "text/html")])), key: 2, at: 1 + Double(number) * 0.1) }
        let judgement = scene.judgement
        #expect(judgement["KEY-01"]?.verdict != .pass, "\(judgement.complaints)")
        #expect(judgement.failures.contains { $0.id == "CNT-01" || $0.id == "CNT-08" })
        #expect(judgement["SEM-01"]?.observed.contains("× 429 text/html") == true)
    }

    @Test("equal resets are one window only where the limiter has windows", arguments: [Algorithm.tokenBucket, .slidingLog, .leakyBucket])
    func resetsOfOthers(algorithm: Algorithm) async {
        var run = SimulatedRun()
        run.algorithm = algorithm
        let judgement = Judge(run.contract, checks: CheckCatalog.all.filter { $0.id != "ALG-01" }).judge(await run.history())
        #expect(!judgement.failures.contains { $0.observed.contains("with the same reset") }, "\(judgement.complaints)")
    }
}
