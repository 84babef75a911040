import FoundationEssentials
import Timeline

/// A small history in which everything that can be recorded occurs once.
enum SampleHistory {
    static let header = History.Header(
        tool: Tool(name: "rateproof", version: "test"), runID: "r1", profileSource: "name: a\n# \"quoted\" / slash\n", profileName: "a",
        seed: .max, startedAt: WallInstant(nanoseconds: 1_764_000_000_000_000_001),
        target: TargetRecord(kind: "http", url: "https://example.test/api"),
        keys: [KeyRecord(label: "otr_…0001", fresh: true), KeyRecord(label: "otr_…0002", fresh: false)],
        phases: [PhaseRecord(name: "warm-up", kind: .load, recorded: false), PhaseRecord(name: "drain", kind: .experiment)],
        environment: Environment(os: "Linux", cores: 2, fingerprint: "f"), command: "rateproof run 'a b'")

    static let ending = History.Ending(
        at: RunInstant(nanoseconds: 9_000_000_000), wall: WallInstant(nanoseconds: 1_764_000_009_000_000_001), cpuSeconds: 1.25,
        partial: nil)

    /// Every kind of outcome, every cause, every operation.
    static var history: History {
        var outcomes: [Outcome] = [
            .responded(Response(status: 201, fields: [FieldLine("x-ratelimit-limit", "100"), FieldLine("date", "Sun, 06 Nov 1994 08:49:37 GMT")])),
            .responded(Response(status: 429, fields: [], excerpt: "{\"error\":\"\"}\r\n\u{0}", isWhole: false)),
            .responded(Response(status: 200, fields: [FieldLine("date", "Sun, 06 Nov 1994 08:49:37 GMT"), FieldLine("date", "")], excerpt: "")),
        ]
        outcomes += Cause.allCases.flatMap { [Outcome.notSent($0), .indeterminate($0)] }
        return History(header: header, attempts: outcomes.enumerated().map { attempt(index: $0.offset, outcome: $0.element) }, ending: ending)
    }

    /// One attempt that fits the header.
    static func attempt(index: Int, outcome: Outcome) -> Attempt {
        let scheduled = RunInstant(nanoseconds: Int64(index) * 1_000_000 - 5)
        let (departed, head): (RunInstant?, RunInstant?) = switch outcome {
        case .responded: (scheduled + .microseconds(3), scheduled + .microseconds(900))
        case .notSent: (nil, nil)
        case .indeterminate: (scheduled + .microseconds(3), nil)
        }
        return Attempt(index: index, phase: index % 2, key: (index / 2) % 2, operation: Operation.allCases[index % 4], subject: index * 7,
                       scheduled: scheduled, departed: departed, head: head, completed: scheduled + .milliseconds(2), outcome: outcome,
                       connection: index % 3 == 0 ? nil : index, resends: index % 6 == 1 ? 2 : 0)
    }

    /// The lines of the file, without their line ends.
    static func lines(_ history: History) throws -> [String] {
        String(decoding: try HistoryFile.encode(history), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    static func file(_ lines: [String]) -> Data { Data(lines.map { $0 + "\n" }.joined().utf8) }
}
