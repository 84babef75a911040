import Limiters
import Timeline

struct WIN03: WindowCheck {
    let id: CheckID = "WIN-03"
    let title = "Each window ends at least one window length after the one before"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .concurrent]
    let rule = """
        Fails if the first admission after a block shows a reset that is not later than that of the last refusal by a window, give or take a \
        second. Inconclusive if no key was seen in two windows in a row. Skipped where no fields are promised, or resets count from now.
        """
    let remedy = "Usually the first request of a window prints what was stored for the last one: begin the new window first, then print its end."

    func expected(_ contract: Contract) -> String { "the reset of a later window is larger by \(contract.window) or more" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        guard evidence.contract.dialect.resetIsAbsolute else { return .skip(Absent.countdown) }
        guard evidence.contract.dialect.fields?.isOnRefusals != false else { return .skip(Absent.onRefusals) }
        let least = evidence.contract.window - .seconds(1)
        var steps = 0
        for key in evidence.keys {
            for stretch in key.stretches {
                guard let back = stretch.resumed, let from = stretch.last.resetAt, let to = back.resetAt else { continue }
                // Once blocked and then admitted, a key is in another window.
                steps += 1
                guard to - from < least else { continue }
                return .fail("the window of \(stretch.last.shown) ends at \(from.shown), the next one at \(to.shown), \(to - from) later",
                             witness: [stretch.last, back], as: .resetGoesBack)
            }
        }
        guard steps > 0 else {
            return .inconclusive("no key was seen in two windows, one after the other",
                                 lacking: .windowEnds)
        }
        return .pass("in \(steps) steps from one window to the next",
                     power: "a reset that falls, or rises by less than \(evidence.contract.window), would have shown")
    }
}
