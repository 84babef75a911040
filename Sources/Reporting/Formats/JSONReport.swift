package import FoundationEssentials

/// The JSON report, and the way back from it.
package enum JSONReport {
    /// A file that is no report of this version, and what to do about it.
    package struct Unreadable: Error, CustomStringConvertible {
        package var description: String
    }

    /// Sorted members, so that equal reports are equal bytes.
    static func render(_ report: Report) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(report) + Data("\n".utf8)
    }

    /// Throws: `Unreadable` for a file that is damaged, of something else, or of another schema.
    package static func read(_ data: Data) throws(Unreadable) -> Report {
        struct Schema: Decodable { var schema: String? }
        guard !data.isEmpty else { throw Unreadable(description: "the file is empty; was the run that wrote it interrupted? Run it again.") }
        let found: Schema
        do {
            found = try JSONDecoder().decode(Schema.self, from: data)
        } catch {
            if data.starts(with: Data(#"{"command":"#.utf8)) || data.prefix(4_096).contains(Data(#""schema":"rateproof.history"#.utf8)) {
                throw Unreadable(description: "this is a history, not a report; `rateproof check` judges it again and writes reports.")
            }
            throw Unreadable(description: "this is not whole JSON (\(end(of: data) ?? place(of: error))); "
                + "was it cut off? Write it again with `rateproof check` or `rateproof run`.")
        }
        guard let schema = found.schema else {
            throw Unreadable(description: "this is no rateproof report: it has no \"schema\". Give a .json report that a run has written.")
        }
        guard schema == Report.currentSchema else {
            let isOurs = schema.hasPrefix("rateproof.report/")
            throw Unreadable(description: "its schema is \"\(schema)\", this version reads \"\(Report.currentSchema)\"; "
                + (isOurs ? "use the version of rateproof that wrote it, or a newer one." : "give a .json report that a run has written."))
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in MemberName(path[path.count - 1].stringValue) }
        let report: Report
        do {
            report = try decoder.decode(Report.self, from: data)
        } catch {
            throw Unreadable(description: "a member is damaged or missing (\(place(of: error))); write the report again with `rateproof check`.")
        }
        if let problem = report.implausible {
            throw Unreadable(description: "\(problem), which no run can have measured; write the report again with `rateproof check`.")
        }
        return report
    }

    /// Where a text that does not end as JSON ends.
    private static func end(of data: Data) -> String? {
        let text = data.drop { [0x20, 0x0A, 0x0D, 0x09].contains($0) }
        guard text.first == UInt8(ascii: "{"), data.last(where: { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }) != UInt8(ascii: "}") else { return nil }
        let line = data.count { $0 == UInt8(ascii: "\n") } + 1
        let start = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? data.startIndex
        return "it ends in line \(line), column \(data.endIndex - start + 1)"
    }

    private static func place(of error: any Error) -> String {
        func path(_ context: DecodingError.Context) -> String { context.codingPath.map(\.stringValue).joined(separator: ".") }
        switch error as? DecodingError {
        case .keyNotFound(let key, let context): return "\((context.codingPath + [key]).map(\.stringValue).joined(separator: ".")) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): return "\(path(context)) is of another type"
        case .dataCorrupted(let context):
            let detail = context.underlyingError.map { "\($0)" } ?? context.debugDescription
            let line = detail.firstMatch(of: /line ([0-9]+), column ([0-9]+)/).map { "line \($0.output.1), column \($0.output.2)" }
            return [path(context), line ?? detail].filter { !$0.isEmpty }.joined(separator: ": ")
        default: return "\(error)"
        }
    }

    /// The member that the encoder's snake case came from: `at_most` is `atMost`, and `p99_9` stays.
    private struct MemberName: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(_ name: String) {
            var member = ""
            var isWordStart = false
            for character in name {
                if character == "_" { isWordStart = true; continue }
                if isWordStart { member += character.isLetter ? character.uppercased() : "_\(character)" } else { member.append(character) }
                isWordStart = false
            }
            stringValue = member
        }

        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }
}
