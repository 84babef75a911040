import Foundation
import Testing
import Turns

/// Goal: every profile that the tool brings along can pass as it is shipped, with its own limits and key settings. Method: in virtual time, as a
/// user runs it, with few keys and with many.
@Suite(.computes) struct ShippedProfileTests {
    @Test("every shipped profile passes with made-up keys", arguments: ["quick", "conformance", "limiter", "identify", "smoke", "compare"], [1, 2, 4, 8])
    func madeUpKeys(profile: String, keys: Int) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(
            ["run", profile, "--target", "mock", "--keys", "\(keys)", "--out", program.reportFile.path()])
        #expect(result.status == 0, "\(result.output)\n\(result.errors)")
    }

    @Test("every shipped profile passes with given keys that are the run's alone", arguments: ["leads-contract", "conformance", "limiter"], [1, 2, 4, 8])
    func exclusiveKeys(profile: String, keys: Int) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let given = (1...keys).map { "otr_given_key_\($0)" }.joined(separator: ",")
        let result = try await program.run(
            ["run", profile, "--target", "mock", "--set", "keys={from_environment: RATEPROOF_API_KEYS, exclusive: true}",
             "--out", program.reportFile.path()],
            environment: ["RATEPROOF_API_KEYS": given])
        #expect(result.status == 0, "\(result.output)\n\(result.errors)")
        let undecided = (result.report?["checks"] as? [[String: Any]] ?? []).filter { $0["verdict"] as? String == "inconclusive" }
        #expect(undecided.isEmpty, "\(undecided.map { "\($0["id"] ?? ""): \($0["observed"] ?? "")" })")
    }

    @Test("a plan above its budget is refused with the numbers before anything is sent")
    func overBudget() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(["run", "smoke", "--set", "budget.requests=100", "--out", program.reportFile.path()])
        #expect(result.status == 64 && result.report == nil)
        #expect(result.errors.contains("budget.requests is 100") && result.errors.contains("Set budget.requests to"), "\(result.errors)")
    }

    @Test("an in-flight cap that is too low for a race is told with what it costs")
    func lowInFlight() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(["run", "smoke", "--dry-run", "--set", "in_flight=8"])
        #expect(result.status == 0)
        #expect(result.output.contains("in_flight is 8") && result.output.contains("CNT-02 cannot be decided"), "\(result.output)")
    }
}
