import FoundationEssentials
import Testing
import Timeline

/// Goal: a file that is not a whole history is refused with the place and the reason. Method: one damage for each rule.
@Suite struct DamagedHistoryTests {
    /// A line in place of the second attempt, the column and the reason.
    static let damaged: [(String, Int, String)] = [
        ("oops", 1, "expected '['"),
        ("{}", 1, "expected '['"),
        (#"[1,0,0,"create",x"#, 17, "expected a number"),
        (#"[1,9,0,"create""#, 8, "phase 9 or key 0 is not in the header"),
        (#"[1,0,2,"create""#, 8, "phase 0 or key 2 is not in the header"),
        (#"[1,-1,0,"create""#, 9, "phase -1 or key 0 is not in the header"),
        (#"[1,0,0,"fly","#, 13, "unknown operation"),
        ("[99999999999999999999,", 20, "number too large"),
        (#"[1,0,0,"create",5,10,20,30,40,9,"x"]"#, 33, "unknown kind of outcome 9"),
        (#"[1,0,0,"create",5,10,null,null,40,1,200,1,[],null]"#, 37, "a response without its instants"),
        (#"[1,0,0,"create",5,10,null,null,40,2,"bored"]"#, 44, "unknown cause"),
        (#"[1,0,0,"create",5,10,null,null,40,2,"connection refused"] "#, 58, "text after the end of the attempt"),
        (#"[1,0,0,"create",5,10,20,30,40,[0],1,200,1,[],null]"#, 33, "a connection that no run numbers"),
        (#"[1,0,0,"create",5,10,20,30,40,[4294967296],1,200,1,[],null]"#, 42, "a connection that no run numbers"),
        (#"[1,0,0,"create",5,10,20,30,40,[1,2,3],1,200,1,[],null]"#, 36, "expected '\"'"),
        (#"[1,0,0,"create",5,10,20,30,40,[1,0,"odd"],1,200,1,[],null]"#, 41, "an answer that means nothing known"),
        (#"[1,0,0,"create",5,10,20,30,40,[1,256],1,200,1,[],null]"#, 37, "more resends than a request has"),
        (#"[1,0,0,"create",5,10,20,30,40,1,200,1,["a","\q"],null]"#, 47, "unknown escape"),
        (#"[1,0,0,"create",5,10,20,30,40,1,200,1,["a"],null]"#, 43, "expected ','"),
    ]

    @Test("a damaged line in the middle is named with its line and column", arguments: DamagedHistoryTests.damaged)
    func middle(line: String, column: Int, what: String) throws {
        var lines = try SampleHistory.lines(SampleHistory.history)
        lines[2] = line
        #expect(throws: HistoryFile.Problem(line: 3, column: column, what: what)) {
            try HistoryFile.decode(SampleHistory.file(lines))
        }
        // Without an ending only the last line is excused.
        #expect(throws: HistoryFile.Problem(line: 3, column: column, what: what)) {
            try HistoryFile.decode(SampleHistory.file(Array(lines.dropLast())))
        }
    }

    @Test("a damaged last line is excused only where the ending is missing", arguments: DamagedHistoryTests.damaged)
    func last(line: String, column: Int, what: String) throws {
        let history = SampleHistory.history
        var lines = try SampleHistory.lines(history)
        let ending = lines.removeLast()
        let number = lines.count
        lines[number - 1] = line
        let read = try HistoryFile.decode(SampleHistory.file(lines))
        #expect(read.attempts == Array(history.attempts.dropLast()))
        #expect(read.ending.partial != nil)
        #expect(throws: HistoryFile.Problem(line: number, column: column, what: what)) {
            try HistoryFile.decode(SampleHistory.file(lines + [ending]))
        }
    }

    @Test("the place of damage is right however many cores read the file", arguments: [2, 7_000, 17_999, 36_000])
    func largeFile(damaged: Int) throws {
        var history = SampleHistory.history
        let attempt = try #require(history.attempts.first)
        history.attempts = (0..<36_000).map { index in
            var next = attempt
            next.index = index
            return next
        }
        var lines = try SampleHistory.lines(history)
        #expect(try HistoryFile.decode(SampleHistory.file(lines)).attempts == history.attempts)
        lines[damaged] = "oops"
        #expect(throws: HistoryFile.Problem(line: damaged + 1, column: 1, what: "expected '['")) { try HistoryFile.decode(SampleHistory.file(lines)) }
        // Without an ending, a last line is where the file was cut off.
        let cut = try? HistoryFile.decode(SampleHistory.file(Array(lines.dropLast())))
        #expect(cut?.attempts.count == (damaged == 36_000 ? 35_999 : nil))
    }

    @Test("an empty file is refused", arguments: ["", "\n", "\n\n\n"])
    func empty(text: String) {
        let problem = HistoryFile.Problem(line: 1, column: 1, what: "the file is empty; a history starts with a header line")
        #expect(throws: problem) { try HistoryFile.decode(Data(text.utf8)) }
    }

    @Test("a file of something else is refused", arguments: [
        "{\"hello\":1}\n", "[1,2,3]\n", "hello\n", "{\n  \"schema\": \"rateproof.history/1\"\n}\n", "{\"schema\":1}", "\u{0}\u{1}",
    ])
    func foreign(text: String) {
        let problem = HistoryFile.Problem(line: 1, column: 1, what: "this is not a rateproof history (no \"schema\" in the first line)")
        #expect(throws: problem) { try HistoryFile.decode(Data(text.utf8)) }
    }

    @Test("a history of another schema is refused and both schemas are named")
    func otherSchema() throws {
        let problem = HistoryFile.Problem(
            line: 1, column: 1, what: "schema is \"rateproof.history/2\", this version reads \"rateproof.history/1\"")
        #expect(throws: problem) { try HistoryFile.decode(Data("{\"schema\":\"rateproof.history/2\"}\n".utf8)) }
        #expect(problem.description == "1:1: schema is \"rateproof.history/2\", this version reads \"rateproof.history/1\"")
    }

    @Test("a header of the right schema with a member missing is damaged")
    func damagedHeader() throws {
        let problem = try #require(throws: HistoryFile.Problem.self) {
            try HistoryFile.decode(Data("{\"schema\":\"rateproof.history/1\"}\n".utf8))
        }
        #expect(problem.line == 1)
        #expect(problem.what.hasPrefix("the header line is damaged: "))
    }
}
