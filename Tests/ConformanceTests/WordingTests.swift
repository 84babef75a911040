import Conformance
import Limiters
import SelfTest
import Testing
import Timeline

/// Goal: who tests another API reads nothing about leads, and the leads API's reports keep their words. Method: every
/// text of every check.
@Suite struct WordingTests {
    private static func contract(isLeads: Bool) -> Contract {
        var contract = Contract(quota: 5, window: .seconds(10), dialect: .none)
        contract.isLeads = isLeads
        return contract
    }

    private static func speaksOfLeads(_ text: String) -> Bool {
        text.firstMatch(of: /\b(?:leads?|imports?|creates?)\b/) != nil
    }

    @Test("what a report says of another API does not speak of leads")
    func shown() {
        let own = Self.contract(isLeads: false)
        // CNT-13 says that it is about the leads API.
        for check in CheckCatalog.all where check.id != "CNT-13" {
            #expect(!Self.speaksOfLeads(check.title(own)), "\(check.id): \(check.title(own))")
            #expect(!Self.speaksOfLeads(check.expected(own)), "\(check.id): \(check.expected(own))")
        }
        for check in CheckCatalog.all { #expect(check.title(Self.contract(isLeads: true)) == check.title) }
    }

    @Test("what is explained says which part of it is the leads API's")
    func explained() {
        for check in CheckCatalog.all where Self.speaksOfLeads(check.rule) || Self.speaksOfLeads(check.remedy) {
            #expect(check.rule.contains("leads API"), "\(check.id): \(check.rule)")
        }
        for experiment in ExperimentID.allCases where Self.speaksOfLeads(experiment.summary) {
            #expect(experiment.summary.contains("leads API"), "\(experiment): \(experiment.summary)")
        }
    }

    @Test("routes that count for themselves are asked for what they promise")
    func routes() throws {
        let check = try #require(CheckCatalog.check("KEY-03"))
        var own = Self.contract(isLeads: false)
        #expect(check.title(own) == check.title && check.expected(own) == "all routes count together")
        own.scope = .route
        #expect(check.title(own) == "Each route has a count of its own")
        #expect(check.expected(own) == "each route counts for itself")
    }

    @Test("another status than 429 comes with the rule that would allow it, but not of the leads API",
          arguments: [true, false])
    func allowance(isLeads: Bool) {
        var scene = Scene()
        scene.contract = Self.contract(isLeads: isLeads)
        for window in 0..<2 {
            for key in 0..<3 {
                let start = Double(window) * 10 + 0.1 + Double(key) * 0.05
                for number in 0..<9 { scene.ask(key, at: start + Double(number) * 0.002, refusal: Scene.page(503)) }
            }
            for poll in 0..<8 {
                for key in 0..<3 {
                    let start = Double(window) * 10 + 1.1 + Double(poll) + Double(key) * 0.01
                    scene.ask(key, at: start, refusal: Scene.page(503))
                }
                // Other keys are served meanwhile: it is no outage.
                scene.ask(10 + window * 8 + poll, at: Double(window) * 10 + 1.6 + Double(poll))
            }
        }
        let judgement = scene.judgement
        #expect(judgement["SEM-01"]?.verdict == .fail, "\(judgement.complaints)")
        let isTold = judgement["SEM-01"]?.observed.contains("answers: [{ status: 503, means: limited }]")
        #expect(isTold == !isLeads, "\(judgement["SEM-01"]?.observed ?? "")")
    }
}
