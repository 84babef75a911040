import Limiters
import Timeline

struct HDR09: Check {
    let id: CheckID = "HDR-09"
    let title = "Reset is a Unix time in seconds within the current window"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if reset is earlier than now or later than a window from now by more than a second and what is unknown of the server’s clock; \
        without a Date, if it has not the ten digits of Unix seconds; where it counts from now, if it exceeds the window and a second. \
        Inconclusive without a Date. Skipped where no reset is promised or readable.
        """
    let remedy = """
        Usually the unit or the origin is wrong: milliseconds, seconds from now, local time, or the window’s start; print its end as the dialect \
        says.
        """

    func expected(_ contract: Contract) -> String { "now < reset ≤ now + \(contract.window), in seconds since the Unix epoch" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        guard evidence.contract.dialect.resetIsAbsolute else { return Countdown.judge(evidence) }
        let carriers = evidence.plain.filter { $0.reset != nil }
        guard !carriers.isEmpty else { return Absent.field("reset") }
        if let faulty = carriers.lazy.filter({ fault($0, evidence) != nil }).telling({ evidence.isPredicted(.reset, [$0]) }),
           let fault = fault(faulty, evidence) { return fault }
        guard let clock = evidence.clock else {
            return .inconclusive("reset looks like Unix seconds, but \(Absent.clock(evidence))")
        }
        return .pass("all \(carriers.count) within the window",
                     power: "the server's clock is known to \(clock.width); a reset off by more than that and a second would have shown")
    }

    func blames(_ response: Observation, _ evidence: Evidence) -> Bool {
        evidence.contract.dialect.resetIsAbsolute ? fault(response, evidence) != nil : Countdown.isTooLong(response, evidence)
    }

    /// What is certainly wrong with one reset.
    private func fault(_ carrier: Observation, _ evidence: Evidence) -> Finding? {
        guard let reset = carrier.reset, let exact = carrier.resetAt, let latest = carrier.latest else { return nil }
        // Without a Date only the order of magnitude can be judged: seconds since the epoch have ten digits from 2001 to 2286.
        guard let clock = evidence.clock else {
            let plausible = 1_000_000_000...9_999_999_999
            guard !plausible.contains(reset) else { return nil }
            return .fail("reset is \(reset), which is no time of this century\(unit(reset, plausible, evidence.contract)), on \(carrier.shown)", witness: [carrier])
        }
        let second = TimeSpan.seconds(1)
        let low = (clock.earliest(carrier.earliest) - second).sinceEpoch.secondsRoundedDown
        let high = (clock.latest(latest) + evidence.contract.memory + second).sinceEpoch.secondsRoundedUp
        guard !Bounds(WallInstant(epochSeconds: low), WallInstant(epochSeconds: high)).contains(exact), !evidence.mayPredateDates(carrier) else { return nil }
        // Windows that are too long end too late.
        let isNear = reset > high && reset - high < 10 * evidence.contract.window.secondsRoundedUp
        return .fail("reset is \(exact.shown) where the server's clock allows \(low) to \(high)\(unit(reset, low...high, evidence.contract)), on \(carrier.shown)",
                     witness: [carrier], as: isNear ? .resetTooFar : .reset)
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

/// HDR-09 for dialects whose resets count from now.
private enum Countdown {
    static func isTooLong(_ carrier: Observation, _ evidence: Evidence) -> Bool {
        (carrier.advice?.resetIn ?? .zero) > evidence.contract.memory + .seconds(1)
    }

    static func judge(_ evidence: Evidence) -> Finding {
        let carriers = evidence.plain.filter { $0.advice?.resetIn != nil }
        guard !carriers.isEmpty else { return Absent.field("reset") }
        let longest = evidence.contract.memory + .seconds(1)
        if let wrong = carriers.first(where: { isTooLong($0, evidence) }), let left = wrong.advice?.resetIn {
            let guess = left.sinceEpochLooksLikeATime ? ": it looks like a time, not a wait" : left > longest * 100 ? ": it looks like milliseconds" : ""
            return .fail("reset is \(left) from now, the window is \(evidence.contract.window)\(guess), on \(wrong.shown)", witness: [wrong])
        }
        return .pass("within a window from now on \(carriers.count) responses", power: "one longer wait among \(carriers.count) would have shown")
    }
}

extension TimeSpan {
    /// More than thirty years: nobody is told to wait that long.
    fileprivate var sinceEpochLooksLikeATime: Bool { self > .seconds(1_000_000_000) }
}
