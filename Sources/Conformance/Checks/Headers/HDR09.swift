import Limiters
import Timeline

struct HDR09: Check {
    let id: CheckID = "HDR-09"
    let title = "Reset is a Unix time in seconds within the current window"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]

    func expected(_ contract: Contract) -> String { "now < reset ≤ now + \(contract.window), in seconds since the Unix epoch" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.promisesAdvice else { return .skip(Absent.dialect) }
        let carriers = evidence.observations.filter { $0.reset != nil }
        guard !carriers.isEmpty else { return Absent.field("reset") }
        for carrier in carriers {
            if let fault = fault(carrier, evidence) { return .fail(fault, witness: [carrier]) }
        }
        guard let clock = evidence.clock else {
            return .inconclusive("reset looks like Unix seconds, but without a usable Date field the server's clock is unknown")
        }
        return .pass("all \(carriers.count) within the window",
                     power: "the server's clock is known to \(clock.bounds.width); a reset off by more than that and a second would have shown")
    }

    /// What is certainly wrong with one reset.
    private func fault(_ carrier: Observation, _ evidence: Evidence) -> String? {
        guard let reset = carrier.reset, let latest = carrier.latest else { return nil }
        // Without a Date only the order of magnitude can be judged: seconds since the epoch have ten digits from 2001 to 2286.
        guard let clock = evidence.clock else {
            let plausible = 1_000_000_000...9_999_999_999
            return plausible.contains(reset) ? nil
                : "reset is \(reset), which is no time of this century\(unit(reset, plausible, evidence.contract)), on \(carrier.shown)"
        }
        let (now, then) = (clock.earliest(carrier.earliest), clock.latest(latest))
        let second = TimeSpan.seconds(1)
        let low = (now - second).sinceEpoch.secondsRoundedDown
        let high = (then + evidence.contract.window + second).sinceEpoch.secondsRoundedUp
        guard !(low...high).contains(reset) else { return nil }
        return "reset is \(reset) where the server's clock allows \(low) to \(high)\(unit(reset, low...high, evidence.contract)), on \(carrier.shown)"
    }

    /// The unit that the number probably has.
    private func unit(_ reset: Int, _ allowed: ClosedRange<Int>, _ contract: Contract) -> String {
        let window = contract.window.secondsRoundedUp
        if allowed.contains(reset / 1_000) { return ": it looks like milliseconds since the epoch" }
        if reset == 0 { return ": it is always in the past" }
        if reset <= 10 * window { return ": it looks like seconds from now" }
        if reset <= 10_000 * window { return ": it looks like milliseconds from now" }
        return reset < allowed.lowerBound ? ": it lies in the past" : ": it lies beyond the window"
    }
}
