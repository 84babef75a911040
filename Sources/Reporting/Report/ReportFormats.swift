package import FoundationEssentials

/// The formats that a report can be written in, found by the ending of a file name.
package enum ReportFormat: String, Sendable, CaseIterable {
    case json
    case html

    package init?(fileName: String) {
        guard let dot = fileName.lastIndex(of: ".") else { return nil }
        self.init(rawValue: fileName[fileName.index(after: dot)...].lowercased())
    }

    package func render(_ report: Report) throws -> Data {
        switch self {
        case .json: try JSONReport.render(report)
        case .html: Data(try HTMLReport.render(report).utf8)
        }
    }
}

enum JSONReport {
    /// Sorted members, so that equal reports are equal bytes.
    static func render(_ report: Report) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(report) + Data("\n".utf8)
    }
}
