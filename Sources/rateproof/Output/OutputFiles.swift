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

    /// The same where there is no history to write.
    static func requestedReports(_ paths: [String]) throws -> [Destination] {
        try requested(paths).map { output in
            if case .history = output.form { throw Mistake("--out \(output.path): a report does not hold the history; the run wrote it beside the report.") }
            return output
        }
    }

    /// What became of the files that were to be written.
    struct Written {
        var paths: [String] = []
        /// False where a result found no place at all.
        var isWhole = true

        static func + (a: Written, b: Written) -> Written { Written(paths: a.paths + b.paths, isWhole: a.isWhole && b.isWhole) }

        fileprivate init(_ saved: [String?] = []) {
            paths = saved.compactMap(\.self)
            isWhole = !saved.contains(nil)
        }

        private init(paths: [String], isWhole: Bool) {
            self.paths = paths
            self.isWhole = isWhole
        }

        static let none = Written()

        /// A lost report is a failure of the tool, which only a proven violation outranks.
        func exitCode(_ code: Int) -> Int { isWhole || code == ExitStatus.violated ? code : ExitStatus.invalid }
    }

    /// Writes the history to those of the given places that ask for it, or else into `reports/`.
    static func write(_ history: History, to requested: [Destination]) throws -> Written {
        let usual = "\(base(history.header.profileName, history.header.runID)).history.jsonl"
        let paths = requested.isEmpty ? [usual] : requested.compactMap { if case .history = $0.form { $0.path } else { nil } }
        if paths.isEmpty { return .none }
        let data = try HistoryFile.encode(history)
        return Written(paths.map { save(data, $0, run: history.header.runID) })
    }

    /// Writes the report to those of the given places that ask for it, or else into `reports/`, also as the latest.
    static func write(_ report: Report, to requested: [Destination]) throws -> Written {
        let asked = requested.compactMap { destination -> (String, ReportFormat)? in
            if case .report(let format) = destination.form { (destination.path, format) } else { nil }
        }
        if !requested.isEmpty { return Written(try asked.map { save(try $0.1.render(report), $0.0, run: report.run.id) }) }
        return Written(try [(ReportFormat.html, "html"), (.json, "json")].map { format, ending in
            let data = try format.render(report)
            let path = save(data, "\(base(report.run.profile, report.run.id)).\(ending)", run: report.run.id)
            // A copy: where there is no place for it, nothing is lost.
            try? save(data, "reports/latest.\(ending)")
            return path
        })
    }

    private static func base(_ profile: String, _ run: String) -> String { "reports/\(profile)-\(run)" }

    /// Saves to the path or, where that cannot be, to the temporary folder, and says so; gives where, or nothing where neither can be written.
    static func save(_ data: Data, _ path: String, run: String) -> String? {
        do {
            try save(data, path)
            return path
        } catch {
            let name = path.split(separator: "/").last.map(String.init) ?? "report"
            let marked = name.contains(run) ? name : "\(run)-\(name)"
            let refuge = FileManager.default.temporaryDirectory.appending(path: "rateproof-\(marked)").path(percentEncoded: false)
            do {
                try save(data, refuge)
                Terminal.note("\(path) cannot be written (\(reason(error))); it is in \(refuge).")
                return refuge
            } catch let second {
                Terminal.note("neither \(path) (\(reason(error))) nor \(refuge) (\(reason(second))) can be written; free some space, or give another place with --out.")
                return nil
            }
        }
    }

    private static func save(_ data: Data, _ path: String) throws {
        let url = URL(filePath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url, options: .atomic)
    }

    /// In the words of a person.
    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileWriteOutOfSpace: "the disk is full"
        case .fileWriteNoPermission: "there is no permission"
        case .fileWriteVolumeReadOnly: "the disk is read-only"
        case .fileWriteFileExists: "a file is where a folder should be"
        default: "the folder cannot be made, or is not one"
        }
    }
}
