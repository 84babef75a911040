import Testing
import Timeline
import Measurement
import Turns

/// Goal: a heat map keeps every count, whatever the length of the run, and survives being stored. Method: many instants, added and merged.
@Suite(.computes) struct HeatMapTests {
    private func map(_ seconds: Int) -> HeatMap {
        var map = HeatMap()
        for index in 0..<1_000 { map.record(at: RunInstant(nanoseconds: Int64(seconds) * 1_000_000 * Int64(index)), .microseconds(1 + index * index)) }
        return map
    }

    private func count(_ map: HeatMap) -> Int { map.columns.reduce(0) { $0 + $1.reduce(0, +) } }

    @Test("columns grow until the run fits, and no count is lost", arguments: [1, 10, 3_600, 86_400])
    func grows(seconds: Int) {
        let map = map(seconds)
        #expect(map.columns.count <= HeatMap.mostColumns)
        #expect(count(map) == 1_000)
        #expect(map.step * map.columns.count >= .seconds(seconds) * 99 / 100)
        #expect(HeatMap(map.stored) == map)
    }

    @Test("maps of runs of different lengths add up, in either order")
    func merges() {
        var (one, other) = (map(2), map(900))
        let (first, second) = (one, other)
        one.add(second)
        other.add(first)
        #expect(one == other && count(one) == 2_000)
    }

    @Test("a latency lies in the band that begins at or below it", arguments: [1, 2, 3, 999, 1_000, 1_500, 50_000, 3_000_000])
    func bands(microseconds: Int) throws {
        var map = HeatMap()
        map.record(at: .start, .microseconds(microseconds))
        let band = try #require(map.columns.first?.firstIndex { $0 > 0 })
        #expect(HeatMap.lowerBound(of: band) <= .microseconds(microseconds) && HeatMap.lowerBound(of: band + 1) > .microseconds(microseconds))
    }

    @Test("numbers that none can have make an empty map", arguments: [
        StoredHeatMap(step: 7, cells: [[0, 0, 1]]), StoredHeatMap(step: 50_000_000, cells: [[500, 0, 1]]), StoredHeatMap(step: 50_000_000, cells: [[0, 0]]),
        StoredHeatMap(step: 50_000_000, cells: [[0, -1, 1]]), StoredHeatMap(step: .max, cells: [[0, 0, 1]]), StoredHeatMap(step: 50_000_000, cells: [[0, 0, -1]]),
    ])
    func hostile(stored: StoredHeatMap) { #expect(count(HeatMap(stored)) == 0) }
}
