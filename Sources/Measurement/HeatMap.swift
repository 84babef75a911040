package import Timeline

/// How often each latency came in each stretch of the run: the picture of a load, whose size does not grow with the load.
///
/// Shape: columns of equal length in time, at most `mostColumns`; bands of latency, two to each doubling from a microsecond on.
package struct HeatMap: Sendable, Equatable {
    /// The length of a column; it doubles until the run fits.
    package private(set) var step = TimeSpan.milliseconds(50)
    /// By column, then by band; columns at the end that are empty are left out.
    package private(set) var columns: [[Int]] = []

    package static let mostColumns = 120
    /// The last band begins above an hour.
    private static let mostBands = 64

    package init() {}

    package mutating func record(at instant: RunInstant, _ latency: TimeSpan) {
        add(1, column: Int(max(0, instant.nanoseconds) / step.nanoseconds), band: Self.band(of: latency))
    }

    /// Where a band begins.
    package static func lowerBound(of band: Int) -> TimeSpan {
        let octave = Int64(1) << (band / 2)
        return TimeSpan(nanoseconds: (band % 2 == 0 ? octave * 2 : octave * 3) * 500)
    }

    private static func band(of latency: TimeSpan) -> Int {
        let microseconds = max(1, latency.nanoseconds / 1_000)
        let octave = 63 - microseconds.leadingZeroBitCount
        let half = octave > 0 ? Int(microseconds >> (octave - 1)) & 1 : 0
        return min(2 * octave + half, mostBands - 1)
    }

    private mutating func add(_ count: Int, column: Int, band: Int) {
        var column = column
        while column >= Self.mostColumns {
            coarsen()
            column /= 2
        }
        while columns.count <= column { columns.append([]) }
        while columns[column].count <= band { columns[column].append(0) }
        columns[column][band] += count
    }

    /// Every two columns become one.
    private mutating func coarsen() {
        let fine = columns
        columns = []
        step = step * 2
        for (column, bands) in fine.enumerated() {
            for (band, count) in bands.enumerated() where count > 0 { add(count, column: column / 2, band: band) }
        }
    }

    package mutating func add(_ other: HeatMap) {
        while step < other.step { coarsen() }
        var other = other
        while other.step < step { other.coarsen() }
        for (column, bands) in other.columns.enumerated() {
            for (band, count) in bands.enumerated() where count > 0 { add(count, column: column, band: band) }
        }
    }
}

extension HeatMap {
    /// What was stored before; an empty one for numbers that none can have.
    package init(_ stored: StoredHeatMap) {
        self.init()
        while step.nanoseconds < stored.step, step < .seconds(86_400) { step = step * 2 }
        let isSound = step.nanoseconds == stored.step && stored.cells.allSatisfy { cell in
            cell.count == 3 && (0..<Self.mostColumns).contains(cell[0]) && (0..<Self.mostBands).contains(cell[1]) && (1...1_000_000_000_000).contains(cell[2])
        }
        if isSound { for cell in stored.cells { add(cell[2], column: cell[0], band: cell[1]) } }
    }

    package var stored: StoredHeatMap {
        StoredHeatMap(step: step.nanoseconds, cells: columns.enumerated().flatMap { column, bands in
            bands.enumerated().filter { $0.element > 0 }.map { [column, $0.offset, $0.element] }
        })
    }
}
