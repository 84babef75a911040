import Limiters
import Timeline

struct LIM08: PromiseCheck {
    let id: CheckID = "LIM-08"
    let title = "Remaining is never more than the limit leaves"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if remaining on an admission is larger than the most that the limit can have left after what it certainly admitted before; of several \
        limits, larger than the most that any of them has left. Skipped where no fields are promised or no remaining was seen; inconclusive if no \
        admission came certainly after all others.
        """
    let remedy = "Usually remaining is taken before the request is charged, or shows another limit: print what is left after it, of the limit that is named."

    func expected(_ contract: Contract) -> String { "remaining at most what is left after the request" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        guard let promises = evidence.promises else { return PromiseCounts.none }
        guard evidence.plain.contains(where: { $0.remaining != nil }) else { return Absent.field("remaining") }
        var judged = 0
        var found: Finding?
        for (one, most) in promises.mostLeft {
            guard let remaining = one.remaining else { continue }
            judged += 1
            guard remaining > most else { continue }
            let isPredicted = evidence.isPredicted(.remainingTooLarge, [one])
            if found == nil || !isPredicted {
                found = .fail("remaining is \(remaining) where at most \(most) can be left, on \(one.shown)", witness: [one], as: .remainingTooLarge)
            }
            if !isPredicted { break }
        }
        if let found { return found }
        guard judged > 0 else { return .inconclusive("no admission with remaining came certainly after all others", lacking: .costs) }
        return .pass("never more on \(judged) admissions", power: "one too many left on any of \(judged) would have shown")
    }
}
