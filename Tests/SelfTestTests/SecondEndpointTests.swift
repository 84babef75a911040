import Conformance
import Endpoints
import Limiters
import SelfTest
import Simulation
import Testing
import Timeline
import Turns

/// Goal: the judge works as well on an API that is not the leads API. Method: the self-test on `GET` with a bearer token; limits for everyone and
/// by address; GraphQL, which refuses with 200.
@Suite(.computes) struct SecondEndpointTests {
    @Test("defects that need no leads API are named on another endpoint too")
    func defects() async {
        let rows = await DefectMatrix(quota: 20, window: .seconds(60), seed: 2, endpoint: .search).singles(workers: 2)
        #expect(rows.count >= 110)
        let missed = rows.filter { !$0.isKilled }
        #expect(missed.isEmpty, "\(missed.map(\.defects))")
        let misnamed = rows.filter { !$0.isNamed }
        #expect(misnamed.count * 20 <= rows.count, "\(misnamed.map { "\($0.defects): \($0.failures.map(\.id))" })")
    }

    @Test("sound limiters pass on another endpoint, whatever the network does")
    func soundness() async {
        let outcomes = await Soundness.sweep(1...12, workers: 2, endpoint: .search)
        #expect(outcomes.flatMap(\.failures).isEmpty, "\(outcomes.flatMap(\.failures).map { "\($0.id) \($0.observed)" })")
    }

    private static func run(_ change: (inout SimulatedRun) -> Void) async -> Judgement {
        var run = SimulatedRun()
        run.endpoint = .search
        change(&run)
        return await run.judged()
    }

    @Test("an API without keys is judged by what all requests share", arguments: [Scope.address, .everyone])
    func anonymous(scope: Scope) async {
        let judgement = await Self.run { run in
            run.endpoint.credential = .none
            run.keys = 1
            run.fresh = false
            run.scope = scope
        }
        #expect(judgement.verdict == .pass, "\(judgement.complaints)")
        #expect(judgement[CheckID("CNT-01")]?.verdict == .pass)
    }

    @Test("a limit for everyone is shared by all keys, and a count for each key breaks it")
    func everyone() async {
        let shared = await Self.run { run in
            run.scope = .everyone
            run.fresh = false
            run.exclusive = true
            run.defects = [Defect.named("one-bucket-for-all")].compactMap(\.self)
        }
        #expect(shared.verdict == .pass, "\(shared.complaints)")
        let apart = await Self.run { run in
            run.scope = .everyone
            run.fresh = false
            run.exclusive = true
        }
        #expect(apart.headline?.id == CheckID("KEY-01"), "\(apart.complaints)")
    }

    @Test("a refusal with 200 is a refusal where the profile says so")
    func graphQL() async {
        let rules = AnswerRules([AnswerRule(statuses: [200...200], json: .init(path: ["errors", "0", "code"], value: "LIMITED"), meaning: .limited)])
        let judgement = await Self.run { $0.endpoint.answers = rules }
        #expect(judgement.verdict == .pass, "\(judgement.complaints)")
        let leaking = await Self.run { run in
            run.endpoint.answers = rules
            run.defects = [Defect.named("check-then-increment")].compactMap(\.self)
        }
        #expect(leaking.headline?.id == CheckID("CNT-02"), "\(leaking.complaints)")
    }
}

/// Goal: what a run creates is taken back, within the limit and the time. Method: the leads API in virtual time, with the ids that its answers name.
@Suite(.computes) struct CleanUpTests {
    private static func record(longest: TimeSpan) async -> CleanUpRecord? {
        var run = SimulatedRun()
        run.experiments = [.refusals]
        run.keys = 2
        run.endpoint.cleanUp = Endpoint.CleanUp(
            method: "DELETE", path: TextTemplate([.text("/api/v1/leads/"), .slot(.created)]), id: ["data", "id"], longest: longest)
        return await run.history().ending.cleanUp
    }

    @Test("all is gone where there is time for it")
    func all() async throws {
        let record = try #require(await Self.record(longest: .seconds(600)))
        #expect(record.created >= 10 && record.removed == record.created && record.reason == nil, "\(record)")
    }

    @Test("what there was no time for is told")
    func some() async throws {
        let record = try #require(await Self.record(longest: .milliseconds(1)))
        #expect(record.removed < record.created && record.reason?.contains("the time for it") == true, "\(record)")
    }

    @Test("nothing is taken back where nobody said how")
    func none() async {
        var run = SimulatedRun()
        run.experiments = [.refusals]
        #expect(await run.history().ending.cleanUp == nil)
    }
}
