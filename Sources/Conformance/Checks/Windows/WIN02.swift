import Limiters
import Timeline

struct WIN02: WindowCheck {
    let id: CheckID = "WIN-02"
    let title = "Reset stays the same inside a window"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .concurrent]
    let rule = """
        Fails if two resets of one key’s used windows lie closer together than the window; where they differ by one second, a should is broken. \
        Skipped where no fields are promised, where resets count from now, or where none is readable.
        """
    let remedy = """
        Usually reset is computed as now + a rest that is rounded anew each time, or differs by process: store the end of the window, and print \
        that.
        """

    func expected(_ contract: Contract) -> String { "one value for each window; two windows' resets lie at least \(contract.window) apart" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        guard evidence.contract.dialect.resetIsAbsolute else { return .skip(Absent.countdown) }
        let least = evidence.contract.window.secondsRoundedDown
        var windows = 0
        var flapping: Finding?
        for key in evidence.keys {
            // Only what was admitted or limited opened a window; a refusal may advertise one that never began.
            let opened = key.windows.filter { $0.limited > 0 || $0.admitted.atLeast > 0 }
            windows += opened.count
            for (position, one) in opened.enumerated() {
                let close = opened[(position + 1)...].prefix { $0.reset - one.reset < least }
                guard let next = close.first(where: { $0.reset - one.reset > 1 }) ?? close.first,
                      let last = one.members.last, let first = next.members.first, let from = last.resetAt, let to = first.resetAt,
                      // A reset that is written to the millisecond may be computed anew each time.
                      to - from > .milliseconds(500) else { continue }
                let pair: Witness = [last, first]
                let symptom: Symptom = Self.isCertain(key) ? .resetMovesInOneBlock : .resetMoves
                let text = "reset \(from.shown) and reset \(to.shown) on one key, \(to - from) apart: no two windows of "
                    + "\(evidence.contract.window) end so close together"
                if to - from > .seconds(1) {
                    return .fail(text, witness: pair, as: symptom)
                }
                flapping = flapping ?? .fail(text + " (a rounding that flaps by one second)", witness: pair, level: .should, as: symptom)
            }
        }
        if let flapping { return flapping }
        guard windows > 0 else { return Absent.field("reset") }
        return .pass("\(windows) windows, each with one reset", power: "a reset that moves by a second or more inside a window would have shown")
    }

    /// True where one blocked stretch, which is certainly one window, shows more than one reset.
    private static func isCertain(_ key: KeyEvidence) -> Bool {
        key.stretches.contains { stretch in
            let resets = stretch.refusals.compactMap(\.reset)
            return stretch.isOneWindow && (resets.max() ?? 0) - (resets.min() ?? 0) > 1
        }
    }
}
