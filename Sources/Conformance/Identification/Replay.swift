import Limiters
import Timeline

/// What a replay is free to choose.
struct ReplayPlace: Sendable {
    /// Where the limiter's grid lies on the run's clock.
    var shift = TimeSpan.zero
    /// How far off that can be.
    var slack = TimeSpan.zero
    /// Where in its interval a decision is taken to lie, from 0 to 1.
    var lean = 0.5
}

/// How closely the places of a replay are looked at.
enum ReplayLook: Comparable {
    case coarse
    /// The epoch and the decisions bit by bit.
    case finer
    /// The grid everywhere too.
    case finest
}

extension ReplaySegment {
    /// What the replay's clock shows at the start of the run: far from zero, so that nothing leads before the epoch.
    static let origin = WallInstant(epochSeconds: 1_000_000_000)

    /// How many decisions the limiter cannot have taken; stops counting at `limit`.
    ///
    /// The limiter is told what was admitted, not asked for it, so that one wrong guess does not spoil all that follow. Of several
    /// `counters`, any may have decided.
    func contradictions<Model: Limiter>(of model: Model, counters: Int, at place: ReplayPlace, limit: Int) -> Int {
        var limiter = model
        // Charged with what may have been counted as well; nothing where there is no such thing.
        var fuller: Model?
        var uncounted = self.uncounted[...]
        var count = -unknown
        let names = (0..<counters).map { $0 == 0 ? "" : String($0) }
        let origin = Self.origin - place.shift
        let slack = slack + place.slack
        var last = WallInstant(nanoseconds: 0)
        for decision in decisions {
            let early = max(last, origin + decision.earliest.sinceStart)
            let late = max(last, origin + decision.latest.sinceStart)
            let likely = place.lean == 0.5 ? early + (late - early) / 2 : early + TimeSpan(seconds: (late - early).inSeconds * place.lean)
            while let next = uncounted.first, origin + next.sinceStart <= likely {
                uncounted.removeFirst()
                var charged = fuller ?? limiter
                let instant = max(last, origin + next.sinceStart)
                if charged.standing(of: names[0], at: instant).remaining >= 1 { charged.charge(1, to: names[0], at: instant) }
                fuller = charged
            }
            if decision.isAdmitted {
                let name = counters == 1 ? names[0] : Self.charged(names, decision, limiter, at: likely, atLatest: late + slack)
                // What is left only grows while nothing is charged.
                if limiter.standing(of: name, at: likely).remaining >= 1 {
                    last = likely
                    limiter.charge(1, to: name, at: last)
                } else if limiter.standing(of: name, at: late + slack).remaining >= 1 {
                    last = late
                    limiter.charge(1, to: name, at: last)
                } else {
                    count += 1
                }
                if let charged = fuller {
                    // What was let in with nothing left shows that not all of it was counted; a part of one is no sign.
                    fuller = charged.standing(of: names[0], at: late + slack).remaining >= 0 ? charged : nil
                    fuller?.charge(1, to: names[0], at: last)
                }
            } else {
                let instant = max(last, early - slack)
                let name = counters == 1 ? names[0] : Self.fullest(names, limiter, at: instant)
                if (fuller ?? limiter).standing(of: name, at: instant).remaining >= 1 { count += 1 }
                limiter.rejected(name, at: likely)
                fuller?.rejected(name, at: likely)
                last = likely
            }
            if count >= limit { return limit }
        }
        return max(0, count)
    }

    /// Which of several counts let a request in: of those with room the one whose remaining the response shows, else the fullest, which leaves
    /// most refusals explained.
    private static func charged(_ names: [String], _ decision: Decision, _ limiter: some Limiter, at likely: WallInstant, atLatest: WallInstant) -> String {
        let open = names.filter { limiter.standing(of: $0, at: atLatest).remaining >= 1 }
        let shown = decision.remaining.flatMap { remaining in open.first { limiter.standing(of: $0, at: likely).remaining == remaining + 1 } }
        return shown ?? (open.isEmpty ? names[0] : fullest(open, limiter, at: likely))
    }

    private static func fullest(_ names: [String], _ limiter: some Limiter, at instant: WallInstant) -> String {
        names.min { limiter.standing(of: $0, at: instant).remaining < limiter.standing(of: $1, at: instant).remaining } ?? names[0]
    }
}
