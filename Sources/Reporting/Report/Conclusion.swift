import Conformance
import Measurement
import Timeline

/// The verdict on a run: the worst of everything, in the order proven violation, invalid run, threshold, doubt.
struct Conclusion: Sendable, Equatable {
    var verdict: RunVerdict
    var exitCode: Int
    var reason: String

    init(_ history: History, _ judgement: Judgement, _ measurements: Measurements, _ thresholds: [(Threshold, ThresholdJudgement)]) {
        let health = measurements.health
        // Where no contract was given, none is broken or kept.
        let isOpen = judgement.evidence.contract.isOpen
        let binding = isOpen ? [] : judgement.results.filter { $0.level == .must }
        let failed = binding.filter { $0.verdict == .fail }
        // Where nobody was ever let in, nothing that was answered is the limiter's.
        let isTurnedAway = history.ending.targetLost && history.loads.isEmpty && !history.attempts.contains(where: \.isAdmitted)
        if let first = judgement.headline, first.level == .must, !isTurnedAway, !isOpen {
            let more = failed.count > 1 ? " (and \(failed.count - 1) more)" : ""
            self.init(.fail, ExitStatus.violated, "\(Self.broken(judgement.evidence.contract)) \(first.id): \(first.title) – \(first.observed)\(more).")
        } else if history.ending.targetLost {
            self.init(.invalid, ExitStatus.invalid, "The target could not be judged: \(history.ending.partial ?? "it was lost").")
        } else if let reason = health.reasons.first {
            self.init(.invalid, ExitStatus.invalid, "The run is not valid: \(reason).")
        } else if let wrong = judgement.brokenStatement {
            self.init(.inconclusive, ExitStatus.inconclusive,
                      "\(wrong). Stop whoever does, give other keys, or leave keys.exclusive out.")
        } else if let breached = thresholds.first(where: { $0.1.verdict == .fail }) {
            let isWhole = judgement.verdict == .pass && history.ending.partial == nil
            let held = judgement.results.isEmpty || isOpen ? "A" : isWhole ? "The contract holds, but a" : "Nothing in the contract is proven broken, and a"
            self.init(.fail, ExitStatus.breached, "\(held) threshold is breached: \(breached.0.name) is \(Self.measured(breached)).")
        } else if let partial = history.ending.partial {
            self.init(isOpen ? .notIdentified : .inconclusive, ExitStatus.inconclusive, "The run is partial, so nothing is concluded: \(partial).")
        } else if let nothing = Self.nothingAdmitted(history, judgement.evidence) {
            self.init(isOpen ? .notIdentified : .inconclusive, ExitStatus.inconclusive, nothing)
        } else if isOpen {
            self.init(identifying: judgement.evidence, blocking: judgement.blockingRefusals)
        } else if let doubt = binding.first(where: { $0.verdict == .inconclusive }) {
            let more = binding.count { $0.verdict == .inconclusive }
            let proven = judgement.results.contains { $0.verdict == .fail } ? "No promise is proven broken" : "Nothing is proven wrong"
            self.init(.inconclusive, ExitStatus.inconclusive,
                      "\(proven), but \(more) \(more == 1 ? "check" : "checks") could not decide: \(doubt.id), \(doubt.observed).")
        } else if let open = thresholds.first(where: { $0.1.verdict == .inconclusive }) {
            self.init(.inconclusive, ExitStatus.inconclusive, "The threshold on \(open.0.name) is not decided: \(open.1.explanation).")
        } else if judgement.results.isEmpty {
            let kept = thresholds.isEmpty ? "no threshold was asked for" : "all \(thresholds.count) thresholds hold"
            self.init(.pass, ExitStatus.pass, "Load alone, nothing judged: \(measurements.throughput.completed) responses, and \(kept).")
        } else if judgement.verdict == .pass {
            let passed = judgement.results.count { $0.verdict == .pass }
            let shoulds = judgement.results.count { $0.verdict == .fail }
            let seen = judgement.results.count { $0.verdict == .observed }
            let observed = seen > 0 ? ", \(seen) observed what the contract leaves open" : ""
            let but = shoulds > 0 ? ", \(shoulds) \(shoulds == 1 ? "recommendation is" : "recommendations are") not followed" : ""
            self.init(.pass, ExitStatus.pass, "\(Self.kept(judgement.evidence.contract)): \(passed) of \(judgement.results.count) checks passed\(observed)\(but).")
        } else {
            self.init(.inconclusive, ExitStatus.inconclusive, "No check reached a verdict, so nothing is concluded.")
        }
        if let others = Self.disturbances(history, judgement.evidence) { reason += " " + others }
    }

    /// Nobody promised what was only observed.
    private static func broken(_ contract: Contract) -> String {
        contract.isObserved ? "The limiter contradicts what it states and was seen to do, \(contract.quota) per \(contract.window)." : "The contract is broken."
    }

    private static func kept(_ contract: Contract) -> String {
        contract.isObserved ? "The limiter does what it states, \(contract.quota) per \(contract.window) (observed, not promised)" : "The limiter keeps its contract"
    }

    private init(_ verdict: RunVerdict, _ exitCode: Int, _ reason: String) {
        self.verdict = verdict
        self.exitCode = exitCode
        // A cause may end with a question of its own.
        self.reason = reason.hasSuffix("?.") ? String(reason.dropLast()) : reason
    }

    /// What was answered by something else than the limiter, or not at all: a reader of the verdict should know.
    private static func disturbances(_ history: History, _ evidence: Evidence) -> String? {
        var counts = Dictionary(evidence.strangers.map { ($0.look, $0.count) }, uniquingKeysWith: +)
        for group in history.loads.flatMap(\.groups) {
            guard let status = group.end.status, status >= 500, !evidence.limitedStatuses.contains(status) else { continue }
            counts["\(status)", default: 0] += Distribution(group.responseTime)?.count ?? 0
        }
        let unanswered = evidence.observations.count { $0.kind == .unknown }
        var parts = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(4).map { "\($0.value) × \($0.key)" }
        if unanswered > 0 { parts.append("\(unanswered) × no response") }
        return parts.isEmpty ? nil : "Not the limiter's word, and so no evidence about it: \(parts.joined(separator: ", "))."
    }

    /// `61 ms, at most 50 ms was allowed`
    private static func measured(_ breached: (Threshold, ThresholdJudgement)) -> String {
        let (threshold, judgement) = breached
        let asked = threshold.bound == .atMost ? "at most" : "at least"
        let (observed, limit) = Number.apart(judgement.observed?.value ?? threshold.limit, threshold.limit, threshold.metric.unit)
        return "\(judgement.observed == nil ? "unknown" : observed), \(asked) \(limit) was asked for"
    }

    /// Whether a run without a contract found out what limits the target.
    private init(identifying evidence: Evidence, blocking: String?) {
        guard let found = evidence.identification else {
            let why = evidence.identificationDoubt ?? "no algorithm explains what the limiter admitted and refused"
            self.init(.notIdentified, ExitStatus.inconclusive, "What limits the target was not identified: \(why).")
            return
        }
        let names = ([found.algorithm] + found.alternatives).map(\.title).joined(separator: " or ") + found.scope.suffix
        let size = found.sizeInWords
        let place = found.anchorings.isEmpty ? "" : "; " + found.anchorings.inWords
        let basis = "(\(found.decisions) decisions, \(found.contradictions) unexplained)"
        let blocked = blocking.map { " Here \($0)." } ?? ""
        if found.isCertain {
            self.init(.identified, ExitStatus.pass, "The limiter is \(names)\(size)\(place) \(basis).\(blocked)")
        } else {
            self.init(.notIdentified, ExitStatus.inconclusive, "The limiter was not told apart: it is \(names)\(size)\(place) \(basis).\(blocked)")
        }
    }

    /// A run in which nothing was ever admitted says more about the keys or the address than about the limiter.
    private static func nothingAdmitted(_ history: History, _ evidence: Evidence) -> String? {
        var counts: [Int: Int] = [:]
        for attempt in history.attempts { if let status = attempt.response?.status { counts[status, default: 0] += 1 } }
        for group in history.loads.flatMap(\.groups) {
            if let status = group.end.status { counts[status, default: 0] += Distribution(group.responseTime)?.count ?? 0 }
        }
        guard !evidence.isAnythingAdmitted, let usual = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else { return nil }
        return switch usual {
        case 401, 403: "Most requests were refused with \(usual) and none was admitted: the keys are not valid for this target."
        case 404, 405, 409, 422:
            "Most requests were refused with \(usual) and none was admitted: "
                + (evidence.contract.isLeads ? "is the url that of the create endpoint?" : "is it asked as it wants to be? `rateproof probe` shows it.")
        default: "No request was admitted (most were answered with \(usual)), so there is nothing to judge."
        }
    }
}

/// The exit codes of every command.
package enum ExitStatus {
    package static let pass = 0
    package static let violated = 1
    package static let breached = 2
    package static let inconclusive = 3
    package static let invalid = 4
    package static let usage = 64
}
