import Conformance
import Measurement
import Profiles
import Reporting
import Timeline

/// Drives two targets in turns and adds pairs until the comparison is decided: what the machine does meanwhile meets both alike.
struct PairedRuns {
    /// Fewer pairs show no spread worth calculating with.
    static let fewest = 4
    /// Pairs between two looks: a look costs certainty, and an even number keeps the order of the two balanced.
    private static let step = 2

    private let baseline: RunRequest
    private let candidate: RunRequest
    private let most: Int
    private let isQuiet: Bool
    private var rules: ComparisonRules

    init(_ baseline: RunRequest, _ candidate: RunRequest, most: Int, _ rules: ComparisonRules, isQuiet: Bool) {
        self.baseline = baseline
        self.candidate = candidate
        self.most = most
        self.isQuiet = isQuiet
        self.rules = rules
        self.rules.looks = Array(stride(from: Self.fewest, to: most, by: Self.step)) + [most]
    }

    /// The candidate's last report with the comparison in it, and the signal that ended the comparison early, if one did. Every run is kept as a
    /// report of its own, so that nothing is lost where the comparison ends early.
    ///
    /// Throws: `EarlyEnd` where a target is lost, or where nothing is there to compare.
    func run() async throws -> (Report, signal: Int?) {
        var runs = Runs()
        for pair in 1...most {
            let (reports, signal) = try await drive(pair, runs)
            if let signal { return (try stopped(runs, signal), signal) }
            for (report, isCandidate) in reports { try runs.add(report, isCandidate) }
            let found = rules.looks.contains(pair) ? comparison(runs) : nil
            note("pair \(pair) of at most \(most)\(found.map { ": \($0.verdict)" } ?? "")")
            if let found, found.verdict != "cannot-tell" || pair == most {
                note("the runs are in \(runs.folder)")
                return (runs.candidate[pair - 1].compared(found), nil)
            }
        }
        preconditionFailure("the last pair is a look")
    }

    /// How often a pair is driven again of which a run is no measure.
    private static let mostRepeats = 3

    /// Both runs of a pair that are a measure, or a signal that ended them.
    private func drive(_ pair: Int, _ runs: Runs) async throws -> ([(Report, isCandidate: Bool)], signal: Int?) {
        var problem = ""
        for _ in 0...Self.mostRepeats {
            var reports: [(Report, isCandidate: Bool)] = []
            // First one, then the other goes first.
            for isCandidate in pair % 2 == 1 ? [false, true] : [true, false] {
                let (report, signal) = try await report(isCandidate ? candidate : baseline, runs)
                if let signal { return ([], signal) }
                reports.append((report, isCandidate))
            }
            guard let bad = reports.map(\.0).first(where: { !$0.generator.valid || $0.run.partial != nil }) else { return (reports, nil) }
            problem = bad.generator.reasons.first ?? bad.run.partial ?? bad.reason
            note("pair \(pair) is driven again: \(problem)")
        }
        throw EarlyEnd(reason: "pair \(pair) could not be measured in \(Self.mostRepeats + 1) tries: \(problem).\(runs.kept)", status: ExitStatus.invalid)
    }

    /// The reports of both sides so far.
    private struct Runs {
        var baseline: [Report] = []
        var candidate: [Report] = []
        /// Named by the first run.
        private(set) var folder = ""
        /// For a message.
        var kept: String { baseline.isEmpty ? "" : " The runs before it are in \(folder)." }

        mutating func add(_ report: Report, _ isCandidate: Bool) throws {
            if folder.isEmpty { folder = "reports/compare-\(report.run.id)" }
            if isCandidate { candidate.append(report) } else { baseline.append(report) }
            let name = isCandidate ? "candidate/\(candidate.count)" : "baseline/\(baseline.count)"
            _ = OutputFiles.save(try ReportFormat.json.render(report), "\(folder)/\(name).json", run: report.run.id)
        }
    }

    private func comparison(_ runs: Runs) -> Report.Comparison {
        ReportComparator(baseline: runs.baseline, candidate: runs.candidate, isPaired: true, rules).comparison()
    }

    /// What whole pairs show; an end that nobody planned decides nothing.
    private func stopped(_ runs: Runs, _ signal: Int) throws -> Report {
        let pairs = runs.candidate.count
        guard pairs > 0 else { throw EarlyEnd(reason: "stopped before the first pair was whole; there is nothing to compare.", status: 128 + signal) }
        var found = comparison(runs)
        found.verdict = "cannot-tell"
        for index in found.metrics.indices {
            (found.metrics[index].verdict, found.metrics[index].explanation) = ("cannot-tell", "stopped before it was to be looked at")
        }
        found.reason = "Stopped after \(pairs) of at most \(most) pairs; their runs are in \(runs.folder)."
        return runs.candidate[pairs - 1].compared(found)
    }

    private func report(_ request: RunRequest, _ runs: Runs) async throws -> (Report, signal: Int?) {
        // Keys of their own for every run: the quota that one used is no concern of the next. Where there are no others, it has to come back.
        let request = await request.again()
        if !request.keysAreFresh, !runs.baseline.isEmpty {
            note("waiting for \(request.profile.contract.window), until the keys have their quota again")
            try await Task.sleep(for: .nanoseconds(request.profile.contract.window.nanoseconds))
        }
        let (history, signal) = try await RunSession(request).record(showing: .nothing)
        let report = try Assessment(history, request.profile).report
        if history.ending.targetLost {
            let target = request.profile.target.url?.description ?? request.profile.target.kind.rawValue
            throw EarlyEnd(reason: "\(target): \(report.reason)\(runs.kept)", status: ExitStatus.invalid)
        }
        return (report, signal)
    }

    private func note(_ text: String) { if !isQuiet { Terminal.note(text) } }
}

/// The end of a comparison that has nothing to show.
struct EarlyEnd: Error {
    var reason: String
    var status: Int
}
