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
}
