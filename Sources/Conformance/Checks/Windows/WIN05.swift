import Limiters
import Timeline

struct WIN05: WindowCheck {
    let id: CheckID = "WIN-05"
    let title = "Nothing comes back before reset"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if a blocked key is admitted more than a second before its reset, beyond what is unknown of the server’s clock. Inconclusive if no \
        key was polled from limit to reset. Skipped where no fields or Date are sent, where reset is not readable, or where it counts from now.
        """
    let remedy = "Usually the counter expires before the printed end, or is evicted: keep it for as long as reset says."

    func expected(_ contract: Contract) -> String { "once limited, refused until the advertised reset (which may be rounded up by a second)" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        guard evidence.contract.dialect.resetIsAbsolute else { return .skip(Absent.countdown) }
        guard evidence.contract.dialect.fields?.isOnRefusals != false else { return .skip(Absent.onRefusals) }
        guard let clock = evidence.clock else {
            return .skip("\(Absent.clock(evidence)); a reset cannot be placed on ours, and WIN-01 measures the window instead")
        }
        guard evidence.keys.contains(where: { !$0.windows.isEmpty }) else { return Absent.field("reset") }
        var waits = 0
        var blind = TimeSpan.zero
        for key in evidence.keys {
            for stretch in key.stretches {
                guard let promised = stretch.lastConfirmed.resetAt, let back = stretch.resumed, let latest = back.latest else { continue }
                waits += 1
                // Rounding up makes a reset late by less than a second.
                if clock.latest(latest) < promised - .seconds(1) {
                    return .fail("admitted \(promised - clock.latest(latest)) or more before reset \(promised.shown), \(back.shown)",
                                 witness: [stretch.lastConfirmed, back], as: .earlyReturn)
                }
                blind = max(blind, clock.bounds(at: latest).width)
            }
        }
        guard waits > 0 else {
            return .inconclusive("no key was polled from its limit to its reset", lacking: .windowEnds)
        }
        return .pass("refused until reset in \(waits) waits", power: "quota that returns more than \(blind + .seconds(1)) before reset would have shown")
    }
}
