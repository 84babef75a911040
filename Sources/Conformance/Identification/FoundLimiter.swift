import Limiters
import Timeline

/// The limiter as it was recognised, run over everything that was sent: what it can have said to each request.
///
/// This is how an explanation is shown: what the limiter as found would have answered too says nothing new.
struct FoundLimiter: Sendable {
    /// The checks whose failure says in what it differs from the contract's limiter.
    let deviations: Set<CheckID>
    private let isFixedWindow: Bool
    let window: TimeSpan
    private let clock: ClockOffset?
    /// By the attempt's number. Nothing at all where no count explains the decisions, as in a queue.
    private let forecasts: [Int: Forecast]?
    /// True where it would have refused, or admitted, nearly all that was: the real one reads its clock at another instant.
    private let refusesByAccident: Bool
    private let admitsByAccident: Bool

    /// Nothing where the limiter was not recognised for sure, or is the contract's.
    init?(_ evidence: Evidence) {
        let contract = evidence.contract
        guard let found = evidence.identification, !contract.isOpen, found.algorithm != .unlimited,
              found.contradictions * Identification.decisionsPerAccident <= found.decisions else { return nil }
        let promised = contract.promisedAlgorithm
        guard contract.limits.count < 2 else { return nil }
        isFixedWindow = found.algorithm == .fixedWindow
        window = found.window ?? contract.window
        clock = evidence.clock
        var deviations: Set<CheckID> = []
        if found.algorithm != promised, found.isClear(against: promised) { deviations.insert("ALG-01") }
        if !Bounds(contract.shortestWindow, contract.longestWindow).contains(window) { deviations.insert("WIN-01") }
        if let quota = found.quota, quota != contract.quota { deviations.formUnion(["CNT-01", "CNT-02", "LIM-01", "LIM-02"]) }
        if found.scope == .allKeys { deviations.insert("KEY-01") }
        guard !deviations.isEmpty, found.scope.counters == 1 else { return nil }
        self.deviations = deviations
        let forecasts = Rerun(found, evidence)?.forecasts()
        self.forecasts = forecasts
        func isRare(_ kind: Observation.Kind, _ isImpossible: (Forecast) -> Bool) -> Bool {
            let decisions = evidence.observations.filter { $0.kind == kind }.compactMap { forecasts?[$0.attempt.index] }
            return decisions.count(where: isImpossible) * Identification.decisionsPerAccident <= decisions.count
        }
        refusesByAccident = isRare(.limited) { !$0.canRefuse }
        admitsByAccident = isRare(.admitted) { !$0.canAdmit }
    }

    /// True where the limiter as found would have brought a finding about, too.
    func predicts(_ symptom: Symptom, _ witness: [Observation]) -> Bool {
        switch symptom {
        case .undecided: true
        case .shortWait: isPossible(witness) && witness.allSatisfy { isLongEnough($0) }
        case .longWait: isPossible(witness) && witness.allSatisfy { isShortEnough($0) }
        case .disagreement:
            isPossible(witness) && witness.allSatisfy { isLongEnough($0) && isShortEnough($0) && isOwnReset($0) }
        case .reset, .resetTooFar: witness.allSatisfy { isOwnReset($0) }
        case .resetMoves, .resetMovesInOneBlock, .resetGoesBack, .earlyReturn, .lateReturn:
            // Without windows no reset can be the end of one.
            isPossible(witness) && (!isFixedWindow || witness.allSatisfy { isOwnReset($0) })
        // A race adds one admission to many that are right.
        case .excess, .excessAfterRefusal: isPossible(witness, isTolerant: false)
        case .cost, .remaining, .remainingStuck, .remainingRises, .remainingTooLarge:
            isPossible(witness) && witness.allSatisfy { isOwnRemaining($0) }
        default: isPossible(witness)
        }
    }

    /// False where the limiter as found would have decided otherwise about one of them.
    private func isPossible(_ witness: [Observation], isTolerant: Bool = true) -> Bool {
        guard let forecasts else { return true }
        return witness.allSatisfy { observation in
            guard let forecast = forecasts[observation.attempt.index] else { return true }
            return switch observation.kind {
            case .admitted: forecast.canAdmit || isTolerant && admitsByAccident
            case .limited: forecast.canRefuse || refusesByAccident
            default: true
            }
        }
    }

    /// False where a Retry-After ends before the limiter as found admits anything.
    func isLongEnough(_ refusal: Observation) -> Bool {
        guard let wait = refusal.retryAfter else { return true }
        return forecasts?[refusal.attempt.index].map { wait >= $0.wait.atLeast } ?? false
    }

    /// False where a Retry-After ends more than the second of rounding after the limiter as found admits something.
    func isShortEnough(_ refusal: Observation) -> Bool {
        guard let wait = refusal.retryAfter else { return true }
        return forecasts?[refusal.attempt.index].map { wait <= .seconds($0.wait.atMost.secondsRoundedUp + 1) } ?? false
    }

    /// False where a reset is neither the next slot, nor the whole quota's return, nor in between, give or take a second.
    func isOwnReset(_ response: Observation) -> Bool {
        guard let forecast = forecasts?[response.attempt.index], let latest = response.latest else { return true }
        let own = forecast.reset
        let second = TimeSpan.seconds(1)
        let first = (isFixedWindow ? own.atLeast : min(forecast.wait.atLeast, own.atLeast)) - second
        let last = (isFixedWindow ? own.atMost : max(own.atMost, window)) + second
        if let left = response.advice?.resetIn { return first <= left && left <= last }
        guard let reset = response.reset, let clock else { return true }
        let end = WallInstant(epochSeconds: reset)
        return clock.earliest(response.earliest) + first <= end && end <= clock.latest(latest) + last
    }

    /// False where what remains is not what the limiter as found has left, give or take a fraction that is rounded.
    private func isOwnRemaining(_ response: Observation) -> Bool {
        guard let remaining = response.remaining, let own = forecasts?[response.attempt.index]?.remaining else { return true }
        let fraction = isFixedWindow ? 0 : 1
        return (max(0, own.atLeast) - fraction...max(0, own.atMost) + fraction).contains(remaining)
    }
}

/// What a limiter can have said to one request.
struct Forecast: Sendable {
    var canAdmit: Bool
    var canRefuse: Bool
    /// How long until something is admitted.
    var wait: Bounds<TimeSpan>
    /// What was left afterwards.
    var remaining: Bounds<Int>
    /// How long until the instant that the algorithm calls its reset.
    var reset: Bounds<TimeSpan>
}
