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
        self.rules.looks = (Self.fewest...most).filter { Self.isLook($0, most) }
    }

    private static func isLook(_ pairs: Int, _ most: Int) -> Bool { pairs == most || (pairs >= fewest && (pairs - fewest) % step == 0) }

    /// The candidate's last report with the comparison in it.
    func run() async throws -> Report {
        var (before, after): ([Report], [Report]) = ([], [])
        for pair in 1...most {
            // First one, then the other goes first.
            for isCandidate in pair % 2 == 1 ? [false, true] : [true, false] {
                let report = try await report(isCandidate ? candidate : baseline)
                if isCandidate { after.append(report) } else { before.append(report) }
            }
            guard Self.isLook(pair, most) else {
                note("pair \(pair) of at most \(most)")
                continue
            }
            let found = ReportComparator(baseline: before, candidate: after, isPaired: true, rules).comparison()
            note("pair \(pair) of at most \(most): \(found.verdict)")
            if found.verdict != "cannot-tell" || pair == most { return after[after.count - 1].compared(found) }
        }
        preconditionFailure("the last pair is a look")
    }

    private func report(_ request: RunRequest) async throws -> Report {
        // Keys of their own for every run: the quota that one used is no concern of the next.
        let request = try request.again()
        let (history, signal) = try await RunSession(request).record(showing: .nothing)
        if let signal { throw Interrupted(signal: signal) }
        let report = try Assessment(history, request.profile).report
        if history.ending.targetLost { throw Mistake("\(request.profile.target.url?.description ?? request.profile.target.kind.rawValue): \(report.reason)") }
        return report
    }

    private func note(_ text: String) { if !isQuiet { Terminal.note(text) } }
}

/// A signal ended what cannot be given in part.
struct Interrupted: Error { var signal: Int }
