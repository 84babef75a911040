package import FoundationEssentials

/// The file form of a history: JSON Lines, readable up to the last whole line.
///
/// Shape: the first line is the header object, then one object for each load phase that was kept in sums (see `LoadRecord`), then one array
/// for each attempt (see `AttemptLine`), the last line is the ending object. A file without an ending was cut off; it is read as partial.
package enum HistoryFile {
    package static let schema = "rateproof.history/1"

    package struct Problem: Error, Equatable, CustomStringConvertible {
        package var line: Int
        package var column: Int
        package var what: String
        package init(line: Int, column: Int, what: String) {
            self.line = line
            self.column = column
            self.what = what
        }
        package var description: String { "\(line):\(column): \(what)" }
    }

    package static func encode(_ history: History) throws -> Data {
        var data = try object(history.header)
        data.append(UInt8(ascii: "\n"))
        for load in history.loads {
            data.append(try object(load))
            data.append(UInt8(ascii: "\n"))
        }
        var line: [UInt8] = []
        for attempt in history.attempts {
            line.removeAll(keepingCapacity: true)
            AttemptLine.append(attempt, to: &line)
            line.append(UInt8(ascii: "\n"))
            data.append(contentsOf: line)
        }
        data.append(try object(history.ending))
        data.append(UInt8(ascii: "\n"))
        return data
    }

    /// Reads a whole or a truncated file, on all cores.
    ///
    /// Throws: `Problem` with line and column. A damaged last line of a file without an ending is dropped: that is
    /// where a file is cut off.
    package static func decode(_ data: Data) throws -> History {
        // Offsets below count from the first byte.
        let data = data.startIndex == 0 ? data : Data(data)
        let (first, last) = data.withUnsafeBytes { HistoryLines.outer(of: $0) }
        guard !first.isEmpty else { throw Problem(line: 1, column: 1, what: "the file is empty; a history starts with a header line") }
        let header = try header(from: data[first])
        let ending = data[last].first == UInt8(ascii: "{") ? try? JSONDecoder().decode(History.Ending.self, from: data[last]) : nil
        let (loads, start) = try loads(in: data, from: first.upperBound + 1, header)
        let body = min(start, last.upperBound)..<(ending == nil ? last.upperBound : max(start, last.lowerBound))
        var (attempts, problem) = data.withUnsafeBytes { HistoryLines.parse($0, body, phases: header.phases.count, keys: header.keys.count) }
        if let problem, ending != nil || !problem.isLast {
            throw Problem(line: 2 + loads.count + problem.line, column: problem.malformed.offset + 1, what: problem.malformed.what)
        }
        attempts.sort { $0.index < $1.index }
        return History(header: header, attempts: attempts, loads: loads, ending: ending ?? interrupted(header, attempts))
    }

    private static func header(from line: Data) throws -> History.Header {
        struct Schema: Decodable { var schema: String }
        guard let found = try? JSONDecoder().decode(Schema.self, from: line) else {
            throw Problem(line: 1, column: 1, what: "this is not a rateproof history (no \"schema\" in the first line)")
        }
        guard found.schema == schema else {
            throw Problem(line: 1, column: 1, what: "schema is \"\(found.schema)\", this version reads \"\(schema)\"")
        }
        do {
            let header = try JSONDecoder().decode(History.Header.self, from: line)
            // A clock that shows anything else was not set, and could not be calculated with.
            guard (WallInstant(epochSeconds: 0)...WallInstant(epochSeconds: 8_000_000_000)).contains(header.startedAt) else {
                throw Problem(line: 1, column: 1, what: "the run did not start between 1970 and 2223")
            }
            return header
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(line: 1, column: 1, what: "the header line is damaged: \(error)")
        }
    }

    /// The records of load phases behind the header, and where the attempts begin.
    private static func loads(in data: Data, from start: Int, _ header: History.Header) throws -> ([LoadRecord], end: Int) {
        var loads: [LoadRecord] = []
        var start = start
        while start < data.count, data[start] == UInt8(ascii: "{") {
            let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) ?? data.count
            // The ending is an object too, and so is a record that was cut off.
            guard let load = try? JSONDecoder().decode(LoadRecord.self, from: data[start..<end]) else { break }
            guard load.isPlausible(phases: header.phases.count, keys: header.keys.count) else {
                throw Problem(line: 2 + loads.count, column: 1, what: "a number of this load is none that a run can have counted")
            }
            loads.append(load)
            start = end + 1
        }
        return (loads, start)
    }

    private static func interrupted(_ header: History.Header, _ attempts: [Attempt]) -> History.Ending {
        let end = attempts.map(\.completed).max() ?? .start
        return History.Ending(at: end, wall: header.startedAt + end.sinceStart, cpuSeconds: nil,
                              partial: "the history has no ending: its file was cut off")
    }

    private static func object(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }
}
