/// One attempt as one JSON array on one line.
///
/// Shape: `[index, phase, key, "operation", subject, scheduled, departed|null, head|null, completed, [connection, resends], kind, detail…]`
/// with instants in nanoseconds since the start of the run; the connection is left out, brackets and all, where it is not known, and the
/// resends where there were none; behind them, where rules of the profile say what the answer means, `"limited"` and its like, and then the
/// connection is 0 where it is not known; kind 1
/// is responded and is followed by status, 1 or 0 for a whole body or a part, the field lines as one flat array of names and values, and
/// the excerpt or null; kinds 2 (not sent) and 3 (indeterminate) are followed by the cause.
///
/// Written and read by hand because a run has millions of them.
enum AttemptLine {
    struct Malformed: Error {
        var offset: Int
        var what: String
    }

    /// Thirty years: no run is longer.
    static let longestRun = TimeSpan.seconds(946_080_000).nanoseconds.magnitude

    static func append(_ attempt: Attempt, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "["))
        for number in [attempt.index, attempt.phase, attempt.key] { line.append(number: Int64(number)) }
        line.append(text: attempt.operation.rawValue)
        line.append(UInt8(ascii: ","))
        line.append(number: Int64(attempt.subject))
        line.append(number: attempt.scheduled.nanoseconds)
        for instant in [attempt.departed, attempt.head] {
            if let instant { line.append(number: instant.nanoseconds) } else { line.append(contentsOf: "null,".utf8) }
        }
        line.append(number: attempt.completed.nanoseconds)
        if let meaning = attempt.meaning {
            line.append(contentsOf: "[\(attempt.connection ?? 0),\(attempt.resends),\"\(meaning.rawValue)\"],".utf8)
        } else if let connection = attempt.connection {
            line.append(contentsOf: attempt.resends > 0 ? "[\(connection),\(attempt.resends)],".utf8 : "[\(connection)],".utf8)
        }
        switch attempt.outcome {
        case .responded(let response): append(response, to: &line)
        case .notSent(let cause): append(kind: "2,", cause, to: &line)
        case .indeterminate(let cause): append(kind: "3,", cause, to: &line)
        }
        line.append(UInt8(ascii: "]"))
    }

    private static func append(kind: StaticString, _ cause: Cause, to line: inout [UInt8]) {
        kind.withUTF8Buffer { line.append(contentsOf: $0) }
        line.append(text: cause.rawValue)
    }

    private static func append(_ response: Response, to line: inout [UInt8]) {
        line.append(contentsOf: "1,".utf8)
        line.append(number: Int64(response.status))
        line.append(number: response.isWhole ? 1 : 0)
        line.append(UInt8(ascii: "["))
        for (position, field) in response.fields.enumerated() {
            if position > 0 { line.append(UInt8(ascii: ",")) }
            line.append(text: field.name)
            line.append(UInt8(ascii: ","))
            line.append(text: field.value)
        }
        line.append(contentsOf: "],".utf8)
        if let excerpt = response.excerpt { line.append(text: excerpt) } else { line.append(contentsOf: "null".utf8) }
    }

    /// What was read from the lines of one file and comes again.
    struct Tables {
        fileprivate var texts = Interned<String>()
        fileprivate var responses = Interned<Response>()
    }

    static func parse(
        _ line: UnsafeRawBufferPointer, using tables: inout Tables, phases: Int, keys: Int
    ) throws(Malformed) -> Attempt {
        var scanner = LineScanner(line)
        try scanner.expect("[")
        let index = Int(try scanner.numberThenComma())
        let phase = Int(try scanner.numberThenComma())
        let key = Int(try scanner.numberThenComma())
        guard (0..<phases).contains(phase), (0..<keys).contains(key) else {
            throw scanner.malformed("phase \(phase) or key \(key) is not in the header")
        }
        let operation = try operation(&scanner, &tables)
        try scanner.expect(",")
        let subject = Int(try scanner.numberThenComma())
        let scheduled = RunInstant(nanoseconds: try scanner.numberThenComma())
        let departed = try scanner.numberOrNullThenComma().map(RunInstant.init(nanoseconds:))
        let head = try scanner.numberOrNullThenComma().map(RunInstant.init(nanoseconds:))
        let completed = RunInstant(nanoseconds: try scanner.numberThenComma())
        let (connection, resends, meaning) = try connection(&scanner, &tables)
        let outcome: Outcome
        switch try scanner.numberThenComma() {
        case 1:
            guard departed != nil, head != nil else { throw scanner.malformed("a response without its instants") }
            // The rest of the line is the response and nothing else: where it was met before, so was the response.
            outcome = .responded(try tables.responses.value(of: scanner.rest) { () throws(Malformed) in
                let response = try response(&scanner, &tables.texts)
                try end(&scanner)
                return response
            })
        case 2:
            outcome = .notSent(try cause(&scanner, &tables.texts))
            try end(&scanner)
        case 3:
            outcome = .indeterminate(try cause(&scanner, &tables.texts))
            try end(&scanner)
        case let kind: throw scanner.malformed("unknown kind of outcome \(kind)")
        }
        let furthest = max(scheduled.nanoseconds.magnitude, (departed ?? scheduled).nanoseconds.magnitude, (head ?? scheduled).nanoseconds.magnitude,
                           completed.nanoseconds.magnitude)
        guard furthest <= longestRun else { throw scanner.malformed("an instant that no run reaches") }
        return Attempt(index: index, phase: phase, key: key, operation: operation, subject: subject, scheduled: scheduled,
                       departed: departed, head: head, completed: completed, outcome: outcome, connection: connection, resends: resends, meaning: meaning)
    }

    private static func connection(
        _ scanner: inout LineScanner, _ tables: inout Tables
    ) throws(Malformed) -> (number: Int?, resends: Int, Meaning?) {
        guard scanner.skip("[") else { return (nil, 0, nil) }
        let number = try scanner.number()
        guard number >= 0, number <= UInt32.max else { throw scanner.malformed("a connection that no run numbers") }
        let resends = scanner.skip(",") ? try scanner.number() : 0
        guard (0...Int64(UInt8.max)).contains(resends) else { throw scanner.malformed("more resends than a request has") }
        var meaning: Meaning?
        if scanner.skip(",") {
            meaning = Meaning(rawValue: try scanner.text(using: &tables.texts))
            if meaning == nil { throw scanner.malformed("an answer that means nothing known") }
        }
        guard number > 0 || meaning != nil else { throw scanner.malformed("a connection that no run numbers") }
        try scanner.expect("]")
        try scanner.expect(",")
        return (number > 0 ? Int(number) : nil, Int(resends), meaning)
    }

    private static func end(_ scanner: inout LineScanner) throws(Malformed) {
        try scanner.expect("]")
        try scanner.expectEnd()
    }

    private static func operation(_ scanner: inout LineScanner, _ tables: inout Tables) throws(Malformed) -> Operation {
        guard let operation = Operation(rawValue: try scanner.text(using: &tables.texts)) else { throw scanner.malformed("unknown operation") }
        return operation
    }

    private static func cause(_ scanner: inout LineScanner, _ texts: inout Interned<String>) throws(Malformed) -> Cause {
        guard let cause = Cause(rawValue: try scanner.text(using: &texts)) else { throw scanner.malformed("unknown cause") }
        return cause
    }

    private static func response(_ scanner: inout LineScanner, _ texts: inout Interned<String>) throws(Malformed) -> Response {
        let status = Int(try scanner.numberThenComma())
        let isWhole = try scanner.numberThenComma() == 1
        try scanner.expect("[")
        var fields: [FieldLine] = []
        if !scanner.skip("]") {
            repeat {
                let name = try scanner.text(using: &texts)
                try scanner.expect(",")
                fields.append(FieldLine(name, try scanner.text(using: &texts)))
            } while scanner.skip(",")
            try scanner.expect("]")
        }
        try scanner.expect(",")
        let excerpt = scanner.skipNull() ? nil : try scanner.text(using: &texts)
        return Response(status: status, fields: fields, excerpt: excerpt, isWhole: isWhole)
    }
}

extension [UInt8] {
    fileprivate mutating func append(number: Int64) {
        append(contentsOf: String(number).utf8)
        append(UInt8(ascii: ","))
    }

    /// A JSON string (RFC 8259, 7).
    fileprivate mutating func append(text: String) {
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0..<0x20:
                let hex = Array<UInt8>("0123456789abcdef".utf8)
                append(contentsOf: "\\u00".utf8)
                append(contentsOf: [hex[Int(byte >> 4)], hex[Int(byte & 15)]])
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }
}
