import Limiters
import Timeline

struct CNT06: WindowCheck {
    let id: CheckID = "CNT-06"
    let title = "What remains falls in the order in which requests are done"
    let level = Level.should
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.concurrent]
    let rule = """
        Fails if, in a window used by requests that overlapped, one that began after another had ended shows more remaining than that one. \
        Inconclusive if no window was used by requests that overlap. Skipped where no rate-limit fields are promised.
        """
    let remedy = "Usually remaining comes from a replica, a cache or a later read: print the value that the increment itself returned."

    func expected(_ contract: Contract) -> String { "a request that begins after another one has ended never shows a larger remaining" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        var judged = 0
        for key in evidence.keys {
            for window in key.windows where window.isCoherent(evidence.contract) && window.hasOneLimit {
                let shown = window.admissions.filter { $0.remaining != nil && $0.latest != nil }.sorted { ($0.remaining ?? 0) > ($1.remaining ?? 0) }
                guard WindowCount.manner(shown) != .oneByOne else { continue }
                judged += 1
                // Among those that show more, the one that began last.
                var latest: Observation?
                for observation in shown {
                    if let later = latest, later.remaining != observation.remaining, observation.precedes(later) {
                        return .fail("\(observation.shown) shows remaining \(observation.remaining ?? 0), and \(later.shown), which began after it, "
                                        + "shows \(later.remaining ?? 0)", witness: [observation, later],
                                     as: .remaining)
                    }
                    if observation.earliest > latest?.earliest ?? .distantPast { latest = observation }
                }
            }
        }
        guard judged > 0 else {
            return .inconclusive("no window was used by requests that overlap", lacking: .overlaps)
        }
        return .pass("in \(judged) windows under concurrency", power: "two requests, one after the other, that show what remains in the wrong order would have shown")
    }
}
