import LoadEngine
import Testing
import Timeline

/// Goal: arrivals are due when their kind says, in order and without accumulated error. Method: arithmetic for those that are regular, and for
/// random ones the mean and the spread of many.
@Suite struct ArrivalTests {
    private static let second = TimeSpan.seconds(1)

    private static func times(_ arrivals: Arrivals, _ duration: TimeSpan = .seconds(10), seed: UInt64 = 1) -> [TimeSpan] {
        Array(ArrivalTimes(arrivals, in: duration, seed: seed))
    }

    @Test("every kind gives its count, in order, within the phase", arguments: [
        Arrivals.constant(Rate(count: 300, per: .seconds(7))), .ramp(from: Rate(count: 10, per: second), to: Rate(count: 90, per: second)),
        .ramp(from: Rate(count: 90, per: second), to: Rate(count: 10, per: second)),
        .steps([Rate(count: 10, per: second), Rate(count: 100, per: second), Rate(count: 30, per: second)]),
        .bursts(count: 40, every: .seconds(3)),
    ])
    func regular(arrivals: Arrivals) throws {
        let times = Self.times(arrivals)
        let count = try #require(arrivals.count(in: .seconds(10)))
        #expect(abs(times.count - count) <= 1)
        #expect(times == times.sorted())
        #expect(times.allSatisfy { $0 >= .zero && $0 < .seconds(10) })
    }

    @Test("a constant rate does not drift in a million arrivals")
    func constant() {
        let rate = Rate(count: 3, per: .milliseconds(1))
        #expect(rate.due(3_000_000) == .seconds(1_000))
        #expect(rate.due(1) == .nanoseconds(333_333) && rate.due(2) == .nanoseconds(666_666) && rate.due(3) == .milliseconds(1))
    }

    @Test("a ramp has half its arrivals where half the area is")
    func ramp() {
        let times = Self.times(.ramp(from: Rate(count: 0, per: Self.second), to: Rate(count: 200, per: Self.second)))
        // The area up to t is 10 t²: half of it at √50 s.
        #expect(abs(times[times.count / 2].inSeconds - 7.071) < 0.02)
    }

    @Test("steps change at equal shares of the phase")
    func steps() {
        let times = Self.times(.steps([Rate(count: 10, per: Self.second), Rate(count: 100, per: Self.second)]))
        #expect(times.count { $0 < .seconds(5) } == 50)
        #expect(times.count { $0 >= .seconds(5) } == 500)
    }

    @Test("bursts come at one instant")
    func bursts() {
        #expect(Set(Self.times(.bursts(count: 40, every: .seconds(3)))) == [.zero, .seconds(3), .seconds(6), .seconds(9)])
    }

    @Test("random arrivals have the mean and the spread of independent ones, and are the same for the same seed")
    func poisson() {
        let arrivals = Arrivals.poisson(Rate(count: 1_000, per: Self.second))
        let times = Self.times(arrivals)
        // 10,000 on average, give or take four standard deviations of 100.
        #expect((9_600...10_400).contains(times.count))
        let gaps = zip(times.dropFirst(), times).map { ($0 - $1).inSeconds }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        #expect((0.93...1.07).contains(variance.squareRoot() / mean))
        #expect(times == Self.times(arrivals) && times != Self.times(arrivals, seed: 2))
    }

    @Test("a mix gives each part its weight in the long run, the same for the same seed")
    func mix() {
        let mix = OperationMix([.init(.create, weight: 8), .init(.importTen, weight: 1), .init(.create, isDuplicate: true, weight: 1)])
        let parts = (0..<20_000).map { mix.part($0, seed: 7) }
        #expect((15_700...16_300).contains(parts.count { $0.operation == .create && !$0.isDuplicate }))
        #expect((1_800...2_200).contains(parts.count { $0.operation == .importTen }))
        #expect((1_800...2_200).contains(parts.count(where: \.isDuplicate)))
        #expect(parts == (0..<20_000).map { mix.part($0, seed: 7) })
    }
}

extension TimeSpan {
    fileprivate static func nanoseconds(_ count: Int64) -> TimeSpan { TimeSpan(nanoseconds: count) }
}
