import Limiters
import Timeline

/// What the checks of promised limits ask of the same evidence, each of its own part.
enum PromiseCounts {
    /// Which check an excess or an early refusal belongs to, by the experiment that showed it.
    enum Part { case oneByOne, together, afterSilence, atPace, overNodes }

    static func part(_ observation: Observation, _ manner: WindowCount.Manner, _ evidence: Evidence) -> Part {
        switch evidence.experiment(of: observation) {
        case .idle, .recovery, .boundary, .pauses: .afterSilence
        case .steady, .pace, .sustained: .atPace
        case .nodes: .overNodes
        default: manner == .oneByOne ? .oneByOne : .together
        }
    }

    /// The first excess of a part, as a failure.
    static func excess(_ part: Part, _ promises: PromiseEvidence, _ evidence: Evidence) -> Finding? {
        let found = promises.excesses.lazy.filter { Self.part($0.last, $0.manner, evidence) == part }
        guard let excess = found.telling({ evidence.isPredicted(.excess, $0.members) }), let witness = Witness(excess.members) else { return nil }
        let span = (excess.members.compactMap(\.latest).max() ?? excess.last.earliest) - excess.members[0].earliest
        return .fail("\(excess.members.count) admitted within \(span), which is more than \(excess.limit.promised) can admit; the last is \(excess.last.shown)",
                     witness: witness, as: .excess)
    }

    /// The first refusal of a part that no limit can explain, as a failure.
    static func early(_ part: Part, _ promises: PromiseEvidence, _ evidence: Evidence) -> Finding? {
        let found = promises.early.lazy.filter { Self.part($0.refusal, $0.manner, evidence) == part }
        guard let early = found.telling({ evidence.isPredicted(.earlyRefusal, [$0.refusal]) }) else { return nil }
        let count = promises.early.count { Self.part($0.refusal, $0.manner, evidence) == part }
        let others = count > 1 ? "; \(count) such refusals" : ""
        return .fail("refused while \(evidence.contract.limits.count == 1 ? "the limit" : "every limit") certainly had room, \(early.refusal.shown)\(others)",
                     witness: [early.refusal], as: .earlyRefusal)
    }

    static func full(_ part: Part, _ promises: PromiseEvidence, _ evidence: Evidence) -> Int {
        promises.full.count { Self.part($0.refusal, $0.manner, evidence) == part }
    }

    /// Requests of a part for which room was certain; of load and races it does not matter how they came.
    static func roomy(_ part: Part, _ promises: PromiseEvidence, _ evidence: Evidence) -> Int {
        promises.roomy.count { Self.part($0, .oneByOne, evidence) == part }
    }

    static let waitsOfOthers = Finding.skip("responses state a limit that is not promised, whose waits these may be; HDR-07 says more")
    static let none = Finding.skip("the contract promises nothing that can be proven from outside")
}

extension Contract {
    /// What is promised in a line: `20 per 4 s`.
    package var shown: String { limits.isEmpty ? "\(quota) per \(window)" : promised }

    /// Every limit in one line; `fixed-window` for the short form.
    package var promised: String { limits.isEmpty ? Limit.Kind.fixedWindow.rawValue : limits.map(\.promised).joined(separator: ", and ") }
}
