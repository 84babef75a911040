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
                throw Mistake("--out \(path): the ending says the format, and this one says none. Use .json, .html or .jsonl (the history).")
            }
            return Destination(path: path, form: form)
        }
    }

    /// Writes to the given places, or else into `reports/`; gives the paths.
    static func write(_ report: Report, _ history: History, to requested: [Destination]) throws -> [String] {
        let name = "reports/\(report.run.profile)-\(report.run.id)"
        let usual = [
            Destination(path: "\(name).html", form: .report(.html)), Destination(path: "\(name).json", form: .report(.json)),
            Destination(path: "\(name).history.jsonl", form: .history),
        ]
        let latest = [Destination(path: "reports/latest.html", form: .report(.html)), Destination(path: "reports/latest.json", form: .report(.json))]
        let written = try (requested.isEmpty ? usual : requested).map { try write(report, history, to: $0) }
        if requested.isEmpty { for destination in latest { _ = try write(report, history, to: destination) } }
        return written
    }

    private static func write(_ report: Report, _ history: History, to destination: Destination) throws -> String {
        let data = switch destination.form {
        case .report(let format): try format.render(report)
        case .history: try HistoryFile.encode(history)
        }
        do {
            try save(data, destination.path)
            return destination.path
        } catch {
            let name = destination.path.split(separator: "/").last.map(String.init) ?? "report"
            let refuge = FileManager.default.temporaryDirectory.appending(path: "rateproof-\(report.run.id)-\(name)").path(percentEncoded: false)
            do { try save(data, refuge) } catch {
                throw Mistake("neither \(destination.path) nor \(refuge) can be written: \(error). Free some space or give another place with --out.")
            }
            Terminal.note("\(destination.path) cannot be written; the results are in \(refuge). Check the folder's permissions and space.")
            return refuge
        }
    }

    private static func save(_ data: Data, _ path: String) throws {
        let url = URL(filePath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url, options: .atomic)
    }
}
