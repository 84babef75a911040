import Conformance
import Testing
import Timeline
import Turns

/// Goal: a step in the time that answers take is found, and the network's moods are none. Method: tables of times.
@Suite(.computes) struct SlowingTests {
    private func onset(_ milliseconds: [Int]) -> Int? {
        var slowing = Slowing()
        for time in milliseconds { slowing.note(.milliseconds(time)) }
        return slowing.onset
    }

    @Test("six slow answers in a row are a step, whatever they do afterwards")
    func step() {
        #expect(onset(Array(repeating: 5, count: 20) + Array(repeating: 200, count: 6)) == 20)
        #expect(onset(Array(repeating: 5, count: 20) + [100, 200, 300, 400, 500, 600, 5, 5]) == 20)
        #expect(onset([3, 4, 5, 4] + Array(repeating: 90, count: 6)) == 4)
    }

    @Test("less is none", arguments: [
        Array(repeating: 5, count: 20) + Array(repeating: 200, count: 5) + [5], Array(repeating: 500, count: 40), [5] + Array(repeating: 500, count: 40),
        Array(repeating: 5, count: 20) + Array(repeating: 30, count: 20), (1...60).map { $0 * 5 }, [],
    ])
    func none(times: [Int]) { #expect(onset(times) == nil) }
}
