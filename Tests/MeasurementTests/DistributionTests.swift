import Measurement
import Testing
import Timeline
import Turns

/// Goal: percentiles are right and say how sure they are. Method: distributions whose quantiles are known, and coverage by simulation.
@Suite(.computes) struct DistributionTests {
    @Test("quantiles of 1…10000 ms are within three digits of the truth", arguments: [0.5, 0.9, 0.99, 0.999])
    func quantiles(share: Double) {
        let distribution = Distribution((1...10_000).map { TimeSpan.milliseconds($0) })
        let truth = share * 10_000
        #expect(abs(distribution.quantile(share).inMilliseconds - truth) <= truth * 0.002)
        #expect(distribution.max == .milliseconds(10_000) || abs(distribution.max.inMilliseconds - 10_000) < 10)
    }

    @Test("percentiles rise with their share, and lie in their interval")
    func isMonotone() {
        let distribution = Distribution((0..<500).map { TimeSpan.microseconds(($0 * 7_919) % 50_000) })
        let estimates = [0.1, 0.5, 0.9, 0.95, 0.99].map(distribution.estimate)
        #expect(estimates.map(\.value) == estimates.map(\.value).sorted())
        for estimate in estimates {
            #expect((estimate.low ?? .zero) <= estimate.value)
            #expect(estimate.value <= estimate.high ?? distribution.max)
        }
    }

    @Test("a percentile with too few samples above it has no upper bound")
    func tooFew() {
        let distribution = Distribution((1...100).map { TimeSpan.milliseconds($0) })
        #expect(distribution.estimate(0.999).high == nil)
        #expect(distribution.estimate(0.5).high != nil)
        #expect(Distribution().estimate(0.5).high == nil)
    }

    @Test("the interval holds the true median in 95 % of experiments, give or take")
    func coverage() {
        var state: UInt64 = 42
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
        var held = 0
        for _ in 0..<400 {
            let distribution = Distribution((0..<200).map { _ in TimeSpan(seconds: uniform()) })
            let estimate = distribution.estimate(0.5)
            if let low = estimate.low, let high = estimate.high, low <= .milliseconds(500), .milliseconds(500) <= high { held += 1 }
        }
        #expect((360...400).contains(held))
    }

    @Test("what was stored is read back, and sums are those of their parts")
    func stored() throws {
        let spans = (0..<3_000).map { TimeSpan(nanoseconds: Int64($0) * Int64($0) * 397) }
        let (low, high) = (Distribution(spans.prefix(1_000)), Distribution(spans.dropFirst(1_000)))
        let whole = Distribution(spans)
        let read = try #require(Distribution(whole.stored))
        var sum = try #require(Distribution(low.stored))
        sum.add(high)
        for distribution in [read, sum] {
            #expect(distribution.count == 3_000)
            // The exact largest value is lost, as everything within three digits is.
            for share in [0.001, 0.5, 0.9, 0.999, 1] {
                #expect(abs(distribution.quantile(share).inSeconds - whole.quantile(share).inSeconds) <= whole.quantile(share).inSeconds * 0.001)
            }
            #expect(distribution.payload == whole.payload)
        }
    }

    @Test("damaged payloads are refused, not trusted", arguments: ["", "AAAA", "not base64!", "HISTkwAAAA=="])
    func damaged(text: String) { #expect(Distribution(StoredHistogram(base64: text)) == nil) }

    @Test("the payload is the HdrHistogram V2 form: cookie, length, digits, range, then counts with runs of zeros")
    func payload() {
        let bytes = Distribution([TimeSpan(nanoseconds: 1), TimeSpan(nanoseconds: 1), TimeSpan(nanoseconds: 5)]).payload
        #expect(bytes.prefix(4) == [0x1c, 0x84, 0x93, 0x13])
        #expect(bytes[4..<8].elementsEqual([0, 0, 0, 4]))
        #expect(bytes[12..<16].elementsEqual([0, 0, 0, 3]))
        // No 0, two of 1, no 2, 3, 4, one of 5: −1, 2, −3, 1 in ZigZag.
        #expect(bytes.suffix(4) == [1, 4, 5, 2])
    }
}
