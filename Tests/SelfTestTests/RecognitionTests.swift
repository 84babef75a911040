import Conformance
import Limiters
import SelfTest
import Testing

/// Goal: every algorithm is recognised, and nothing else is. Method: each of the catalogue in virtual time over a network with round trips of
/// up to 200 ms; `rateproof selftest --recognition 1-200` does it two hundred times.
@Suite struct RecognitionTests {
    @Test("every algorithm is recognised")
    func all() async {
        for outcome in await Recognition.sweep(1...1, workers: 2) {
            #expect(outcome.isRight, "\(outcome.algorithm) was taken for \(outcome.found.map { "\($0)" } ?? "nothing")")
        }
    }

    @Test("where windows begin is among what is told, on short windows and with few keys too")
    func anchorings() async {
        let outcomes = await AnchoringSweep.run(1...4, workers: 2)
        for outcome in outcomes where outcome.isWrong { Issue.record("\(outcome.place): \(outcome.found)") }
        // With the contract's own window and keys enough, nothing else is left.
        for outcome in outcomes where outcome.place.contains("100 per 60 s, 8 keys") { #expect(outcome.isExact, "\(outcome.place): \(outcome.found)") }
    }
}
