import Limiters
import Timeline

struct CNT05: WindowCheck {
    let id: CheckID = "CNT-05"
    let title = "No two admitted requests of a window show the same remaining"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.concurrent]
    let rule = """
        Fails if two admitted requests of one window show the same remaining. Skipped where no fields are promised or no admitted request shows \
        remaining and reset.
        """
    let remedy = "Usually remaining is read again after the increment: print the value that the increment itself returned."

    func expected(_ contract: Contract) -> String { "all different: each admission takes its own slot" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        var compared = 0
        for key in evidence.keys {
            for window in key.windows where window.isCoherent(evidence.contract) && window.hasOneLimit {
                var seen: [Int: Observation] = [:]
                for admission in window.admissions {
                    guard let remaining = admission.remaining else { continue }
                    compared += 1
                    guard let twin = seen.updateValue(admission, forKey: remaining) else { continue }
                    return .fail("\(twin.shown) and \(admission.shown) both show remaining \(remaining) in the window that ends at \(window.reset); "
                                    + "a stale read of the counter, or a lost update",
                                 witness: [twin, admission], as: .remaining)
                }
            }
        }
        guard compared > 0 else { return Absent.field("remaining and reset on an admitted request") }
        return .pass("all different on \(compared) admitted requests", power: "one value shown twice among \(compared) would have shown")
    }
}
