import FoundationEssentials
import Reporting
import Timeline

/// Where results are written; what was measured is never lost to a bad path.
enum OutputFiles {
    enum Form {
        case report(ReportFormat)
        case history

        init?(path: String) {
            if path.hasSuffix(".jsonl") { self = .history; return }
            guard let format = ReportFormat(fileName: path) else { return nil }
            self = .report(format)
        }
    }

    struct Destination {
        var path: String
        var form: Form
    }

    /// The files of `--out`. Throws: `Mistake` for an ending without a format, before anything is sent.
    static func requested(_ paths: [String]) throws -> [Destination] {
        try paths.map { path in
            guard let form = Form(path: path) else {
                throw Mistake("--out \(path): the ending says the format, and this one says none. Use .html, .json, .xml, .md, .csv and so on "
                    + "(rateproof list formats), or .jsonl for the history.")
            }
            return Destination(path: path, form: form)
        }
    }

    /// Writes the history to those of the given places that ask for it, or else into `reports/`; gives the paths.
    static func write(_ history: History, to requested: [Destination]) throws -> [String] {
        let usual = "\(base(history.header.profileName, history.header.runID)).history.jsonl"
        let paths = requested.isEmpty ? [usual] : requested.compactMap { if case .history = $0.form { $0.path } else { nil } }
        if paths.isEmpty { return [] }
        let data = try HistoryFile.encode(history)
        return try paths.map { try save(data, $0, run: history.header.runID) }
    }

    /// Writes the report to those of the given places that ask for it, or else into `reports/`, also as the latest; gives the paths.
    static func write(_ report: Report, to requested: [Destination]) throws -> [String] {
        let asked = requested.compactMap { destination -> (String, ReportFormat)? in
            if case .report(let format) = destination.form { (destination.path, format) } else { nil }
        }
        if !requested.isEmpty { return try asked.map { try save($0.1.render(report), $0.0, run: report.run.id) } }
        return try [(ReportFormat.html, "html"), (.json, "json")].map { format, ending in
            let data = try format.render(report)
            _ = try save(data, "reports/latest.\(ending)", run: report.run.id)
            return try save(data, "\(base(report.run.profile, report.run.id)).\(ending)", run: report.run.id)
        }
    }

    private static func base(_ profile: String, _ run: String) -> String { "reports/\(profile)-\(run)" }

    /// Saves to the path or, where that cannot be, to the temporary folder; gives where.
    static func save(_ data: Data, _ path: String, run: String) throws -> String {
        do {
            try save(data, path)
            return path
        } catch {
            let name = path.split(separator: "/").last.map(String.init) ?? "report"
            let marked = name.contains(run) ? name : "\(run)-\(name)"
            let refuge = FileManager.default.temporaryDirectory.appending(path: "rateproof-\(marked)").path(percentEncoded: false)
            do { try save(data, refuge) } catch {
                throw Mistake("neither \(path) nor \(refuge) can be written: \(error). Free some space or give another place with --out.")
            }
            Terminal.note("\(path) cannot be written; the results are in \(refuge). Check the folder's permissions and space.")
            return refuge
        }
    }

    private static func save(_ data: Data, _ path: String) throws {
        let url = URL(filePath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url, options: .atomic)
    }
}
