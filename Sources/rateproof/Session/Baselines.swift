import FoundationEssentials
import Reporting

/// Reports of earlier runs that later ones are held against: plain files, `baselines/NAME/RUN.json`.
enum Baselines {
    static let folder = "baselines"
    /// More say no more, and the oldest know least of the machine as it is.
    private static let most = 20

    /// Throws: `Mistake` for a name that is no part of a path.
    static func requireName(_ name: String) throws {
        let isPlain = name.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "-_.".utf8.contains($0) }
        guard !name.isEmpty, isPlain, !name.hasPrefix(".") else { throw Mistake("a baseline's name has letters, digits, hyphens, dots; \"\(name)\" has others.") }
    }

    /// The reports of a baseline, oldest first.
    static func read(_ name: String) throws -> [Report] {
        try requireName(name)
        let files = files(of: name)
        guard !files.isEmpty else {
            let known = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
            let others = known.isEmpty ? "there are none yet" : "there are: \(known.joined(separator: ", "))"
            throw Mistake("there is no baseline \"\(name)\" in \(folder)/ (\(others)). Make one with: rateproof run --save-baseline \(name)")
        }
        return try files.map(ReportFiles.read)
    }

    /// Adds a run, and lets go of the oldest beyond a number. Gives the file; nothing for a run that is no measure for others.
    static func save(_ report: Report, as name: String) throws -> String? {
        guard report.generator.valid, report.run.partial == nil, report.verdict != .invalid else {
            Terminal.note("the run is partial or not valid, so it was not added to the baseline \"\(name)\".")
            return nil
        }
        // Or the next run would be held against what is wrong with this one.
        if report.comparison?.verdict == "worse" {
            Terminal.note("the run is worse than its baseline, so it was not added to the baseline \"\(name)\".")
            return nil
        }
        var report = report
        report.comparison = nil
        let path = OutputFiles.save(try ReportFormat.json.render(report), "\(folder)/\(name)/\(report.run.profile)-\(report.run.id).json", run: report.run.id)
        let others = files(of: name).filter { $0 != path }
        for old in others.dropLast(most - 1) { try? FileManager.default.removeItem(atPath: old) }
        return path
    }

    /// By the time of their runs.
    private static func files(of name: String) -> [String] {
        ReportFiles.inside("\(folder)/\(name)").sorted { (time(of: $0), $0) < (time(of: $1), $1) }
    }

    /// `quick-20260101-120000-4f2a.json`: day and time of a run stand behind its profile's name. Others are older than
    /// all that have them.
    private static func time(of path: String) -> String {
        path.firstMatch(of: /-([0-9]{8}-[0-9]{6}-[0-9a-f]+)\.json$/).map { String($0.output.1) } ?? ""
    }
}

/// Reads JSON reports.
enum ReportFiles {
    /// Throws: `Mistake` that names the file.
    static func read(_ path: String) throws -> Report {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Mistake("\(path): there is no such file, or it cannot be read. Runs write their reports to reports/.")
        }
        do throws(JSONReport.Unreadable) { return try JSONReport.read(data) } catch { throw Mistake("\(path): \(error)") }
    }

    /// The reports of files, and of all files of folders. Throws: `Mistake`, also where there are none.
    static func readAll(_ paths: [String]) throws -> [Report] {
        try paths.flatMap { path -> [Report] in
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else { return [try read(path)] }
            let files = inside(path)
            guard !files.isEmpty else { throw Mistake("\(path): there is no .json report in this folder.") }
            return try files.map(read)
        }
    }

    /// The paths of a folder's reports by name; none where it cannot be read.
    static func inside(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".json") }.sorted().map { "\(folder)/\($0)" }
    }
}
