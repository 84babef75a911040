import Limiters
import Timeline

/// What one key was told in a stretch of ordinary traffic, ready to be held against limiter models.
struct ReplaySegment: Sendable {
    struct Decision: Sendable {
        var earliest: RunInstant
        var latest: RunInstant
        var isAdmitted: Bool
    }

    /// Admissions by departure, refusals by arrival: what overlaps is taken as admitted first.
    var decisions: [Decision]
    /// Requests whose fate is unknown: each may excuse one contradiction.
    var unknown: Int
    /// How far a decision can lie from the middle of its interval.
    var slack: TimeSpan

    /// Experiments of which every request counts once, and few overlap.
    private static let plain: Set<ExperimentID> = [.isolation, .steady, .idle, .sequential, .boundary, .recovery, .promises, .discovery]

    private static func isPlain(_ experiment: ExperimentID?) -> Bool { experiment.map { plain.contains($0) } ?? false }

    /// The traffic of a key from its first use until something else than plain traffic begins; nothing where others use the key too.
    init?(_ key: KeyEvidence, _ evidence: Evidence) {
        // What was used before the run counts no more once a window has passed.
        let rest = (key.observations.first?.earliest ?? .start) - (key.loadEnd ?? .start)
        let isRested = rest >= evidence.contract.longestWindow
        guard (key.isFresh && key.loadEnd == nil) || isRested, key.sharing == nil else { return nil }
        let usable = key.observations.prefix { observation in
            Self.isPlain(evidence.experiment(of: observation)) && [.admitted, .limited, .unknown].contains(observation.kind)
        }
        var all = usable.compactMap { observation in
            observation.latest.map { Decision(earliest: observation.earliest, latest: $0, isAdmitted: observation.kind == .admitted) }
        }
        guard all.count >= 8 else { return nil }
        unknown = usable.count - all.count
        let widest = all.map { $0.latest - $0.earliest }.max() ?? .zero
        slack = widest / 2 + .milliseconds(1)
        all.sort { ($0.isAdmitted ? $0.earliest : $0.latest) < ($1.isAdmitted ? $1.earliest : $1.latest) }
        decisions = all
    }

    /// What the replay's clock shows at the start of the run: far from zero, so that nothing leads before the epoch.
    static let origin = WallInstant(epochSeconds: 1_000_000_000)

    /// How many decisions the limiter cannot have taken; stops counting at `limit`.
    ///
    /// The limiter is told what was admitted, not asked for it, so that one wrong guess does not spoil all that follow. `shift` is where
    /// its grid lies on the run's clock.
    func contradictions<Model: Limiter>(of model: Model, shift: TimeSpan, slack extra: TimeSpan, limit: Int) -> Int {
        var limiter = model
        var count = -unknown
        let origin = Self.origin - shift
        let slack = slack + extra
        var last = WallInstant(nanoseconds: 0)
        for decision in decisions {
            let early = max(last, origin + decision.earliest.sinceStart)
            let late = max(last, origin + decision.latest.sinceStart)
            let middle = early + (late - early) / 2
            if decision.isAdmitted {
                if limiter.standing(of: "", at: late + slack).remaining < 1 {
                    count += 1
                } else {
                    last = limiter.standing(of: "", at: middle).remaining >= 1 ? middle : late
                    limiter.charge(1, to: "", at: last)
                }
            } else {
                if limiter.standing(of: "", at: max(last, early - slack)).remaining >= 1 { count += 1 }
                limiter.rejected("", at: middle)
                last = middle
            }
            if count >= limit { return limit }
        }
        return max(0, count)
    }
}
