import FoundationEssentials
import Testing
import Timeline

/// Goal: what was recorded is read back unchanged, a killed run's file is read up to its last whole line, and damage is named
/// with its place. Method: round trips of everything a history can hold, cuts at every byte, and tables of damaged lines.
@Suite struct HistoryFileTests {
    @Test("every outcome and every cause survives the round trip")
    func roundTrip() throws {
        let history = SampleHistory.history
        #expect(history.attempts.count == 3 + 2 * Cause.allCases.count)
        let read = try HistoryFile.decode(HistoryFile.encode(history))
        #expect(read.header == history.header)
        #expect(read.attempts == history.attempts)
        #expect(read.ending == history.ending)
    }

    /// One of everything that a load's record holds.
    private static var load: LoadRecord {
        var load = LoadRecord(phase: 0, lag: StoredHistogram(base64: "AA=="))
        (load.scheduled, load.missed, load.early) = (3, 1, 0)
        let end = AttemptEnd(SampleHistory.attempt(index: 0, outcome: .responded(Response(status: 429, fields: [], isWhole: false))))
        load.groups = [end].compactMap(\.self).map {
            LoadRecord.Group(end: $0, responseTime: StoredHistogram(base64: "AQ=="), serviceTime: StoredHistogram(base64: ""),
                             heat: StoredHeatMap(step: 50_000_000, cells: [[0, 1, 2]]))
        }
        load.seconds = load.groups.map { LoadRecord.Second(second: 4, end: $0.end, count: 2) }
        load.uses = [LoadRecord.KeyUse(key: 1, sent: 2, from: -1, to: 9, unknown: 1)]
        load.windows = [LoadRecord.Window(key: 1, reset: 1_764_000_060, firstHead: 3, lastDeparted: 8)]
        return load
    }

    @Test("sums of load survive the round trip, before the attempts and without any")
    func loads() throws {
        var history = SampleHistory.history
        history.loads = [Self.load, Self.load]
        #expect(try HistoryFile.decode(HistoryFile.encode(history)) == history)
        history.attempts = []
        #expect(try HistoryFile.decode(HistoryFile.encode(history)) == history)
        let cut = try HistoryFile.decode(SampleHistory.file(Array(SampleHistory.lines(history).dropLast())))
        #expect(cut.loads == history.loads && cut.ending.partial != nil)
    }

    @Test("sums with numbers that no run can have counted are refused", arguments: [
        { $0.uses[0].key = 7 }, { $0.phase = -1 }, { $0.scheduled = .max }, { $0.windows[0].admitted = -1 }, { $0.uses[0].from = .min },
        { $0.seconds[0].count = .max },
    ] as [@Sendable (inout LoadRecord) -> Void])
    func strangeLoads(damage: @Sendable (inout LoadRecord) -> Void) throws {
        var history = SampleHistory.history
        history.loads = [Self.load]
        damage(&history.loads[0])
        #expect(throws: HistoryFile.Problem(line: 2, column: 1, what: "a number of this load is none that a run can have counted")) {
            try HistoryFile.decode(HistoryFile.encode(history))
        }
    }

    static let values = [
        "", "plain", "\"quoted\"", "back\\slash", "a/b", "tab\tline\nreturn\r", "\u{0}\u{1}\u{1f}\u{7f}", "grüße", "日本語", "🧭👩‍👩‍👧", "\u{2028}\u{feff}",
        "e\u{301}", "ends with a backslash and is longer than fifteen\\", "[1,null],\"", "\\u0041", "null",
    ]

    @Test("any text survives in names, values and excerpts", arguments: HistoryFileTests.values)
    func texts(text: String) throws {
        let response = Response(status: 429, fields: [FieldLine(text, text), FieldLine("x", text + text)], excerpt: text)
        let history = History(header: SampleHistory.header, attempts: [SampleHistory.attempt(index: 0, outcome: .responded(response))],
                              ending: SampleHistory.ending)
        let file = try HistoryFile.encode(history)
        #expect(file.count(where: { $0 == UInt8(ascii: "\n") }) == 3, "one line for each record")
        let read = try #require(try HistoryFile.decode(file).attempts.first?.response)
        // Compared byte by byte: equality of strings would take a composed accent for a decomposed one.
        #expect(read.fields.map { Array($0.name.utf8) } == response.fields.map { Array($0.name.utf8) })
        #expect(read.fields.map { Array($0.value.utf8) } == response.fields.map { Array($0.value.utf8) })
        #expect(read.excerpt.map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test("attempts are given in the order of their index, whatever the order of the lines")
    func order() throws {
        let history = SampleHistory.history
        var lines = try SampleHistory.lines(history)
        lines[1...history.attempts.count].reverse()
        #expect(try HistoryFile.decode(SampleHistory.file(lines)).attempts == history.attempts)
    }

    @Test("an ending keeps why the run was partial")
    func partialEnding() throws {
        var history = SampleHistory.history
        history.ending = History.Ending(at: RunInstant(nanoseconds: 5), wall: WallInstant(nanoseconds: 6), cpuSeconds: nil,
                                        partial: "stopped \"early\"", targetLost: true)
        #expect(try HistoryFile.decode(HistoryFile.encode(history)).ending == history.ending)
    }

    @Test("a file cut anywhere after its header is read up to its last whole line, as partial")
    func truncated() throws {
        var history = SampleHistory.history
        history.attempts.removeLast(history.attempts.count - 6)
        let file = try HistoryFile.encode(history)
        let headerLength = try #require(file.firstIndex(of: UInt8(ascii: "\n")))
        // The last byte is the line end of the ending, which may be missing without any loss.
        for length in headerLength..<(file.count - 1) {
            let cut = Data(file.prefix(length))
            let wholeLines = cut.count(where: { $0 == UInt8(ascii: "\n") }) - 1
            let read = try HistoryFile.decode(cut)
            let count = read.attempts.count
            guard read.ending.partial != nil, count >= wholeLines, count <= max(0, wholeLines) + 1,
                  read.attempts == Array(history.attempts.prefix(count))
            else {
                Issue.record("cut after \(length) bytes: \(count) attempts of \(wholeLines) whole lines, \(read.ending)")
                return
            }
        }
        #expect(try HistoryFile.decode(Data(file.dropLast())) == history)
    }

    @Test("a history without an ending ends with its last completed attempt")
    func interrupted() throws {
        let history = SampleHistory.history
        let lines = try SampleHistory.lines(history).dropLast()
        let ending = try HistoryFile.decode(SampleHistory.file(Array(lines))).ending
        let last = try #require(history.attempts.map(\.completed).max())
        #expect(ending.instant == last)
        #expect(ending.wall == history.header.startedAt + last.sinceStart)
        #expect(ending.partial == "the history has no ending: its file was cut off")
        #expect(ending.cpuSeconds == nil)
    }

    @Test("a header alone is a history of nothing")
    func headerOnly() throws {
        let read = try HistoryFile.decode(SampleHistory.file([try SampleHistory.lines(SampleHistory.history)[0]]))
        #expect(read.attempts.isEmpty)
        #expect(read.ending.instant == .start)
        #expect(read.ending.partial != nil)
    }
}
