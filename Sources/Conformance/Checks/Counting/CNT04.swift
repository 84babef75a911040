import Limiters
import Timeline

struct CNT04: WindowCheck {
    let id: CheckID = "CNT-04"
    let title = "Each admitted request lowers remaining by one"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if remaining does not fall by exactly one between two admitted ordinary requests of a window with \
        nothing in between, or exceeds what the certain admissions before it leave. Inconclusive if it falls by more \
        on a key that others may use. Skipped where no fields are promised or no two such requests show it.
        """
    let remedy = """
        Usually a request is charged twice by two layers, or remaining comes from a copy: charge once, and print the \
        result of that very increment.
        """

    func expected(_ contract: Contract) -> String { "remaining falls by exactly 1 from one admitted request to the next" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        var pairs = 0
        var doubt: (Observation, Observation)?
        for key in evidence.keys {
            for step in PlainStep.all(on: key) {
                let (one, next) = (step.before, step.after)
                guard let before = one.remaining, let after = next.remaining else { continue }
                pairs += 1
                if before - after == 1 { continue }
                // Somebody else may use a key that is not ours alone.
                if !key.isOurs, before - after > 1 { doubt = (one, next); continue }
                return .fail("remaining goes from \(before) to \(after) over one request, \(next.shown)", witness: [one, next],
                             as: Self.symptom(before, after, evidence))
            }
        }
        if let finding = tooLarge(evidence) { return finding }
        if let doubt {
            return .inconclusive("remaining falls by more than one on a key that others may be using", seeing: [doubt.0, doubt.1])
        }
        guard pairs > 0 else { return Absent.field("remaining on two requests in a row") }
        return .pass("by 1 in all of \(pairs) steps", power: "a cost of 0 or 2 on one request in \(pairs) would have shown")
    }

    private static func symptom(_ before: Int, _ after: Int, _ evidence: Evidence) -> Symptom {
        // What rises within a window came back before its end.
        if after > before { return .remainingRises }
        // A counter that shows zero for more than its due cannot fall any more, and one that nobody heeds need not.
        let isMoot = before == 0 && after == 0 || evidence.answers(.limited).isEmpty
        return isMoot ? .remainingStuck : .remaining
    }

    /// A remaining that is larger than what the certain admissions before it leave: stale, frozen, or counted anew.
    private func tooLarge(_ evidence: Evidence) -> Finding? {
        let quota = evidence.contract.quota
        for key in evidence.keys {
            for window in key.windows where window.isCoherent(evidence.contract) && window.hasOneLimit {
                let heads = window.admissions.compactMap(\.latest).sorted()
                for member in window.members where member.kind == .admitted || member.kind == .refused {
                    let certain = heads.partitioningIndex { $0 > member.earliest }
                    guard let remaining = member.remaining, remaining > max(0, quota - certain) else { continue }
                    return .fail("remaining is \(remaining) after at least \(certain) of \(quota) in its window, \(member.shown)",
                                 witness: [member],
                                 as: .remainingTooLarge)
                }
            }
        }
        return nil
    }
}
