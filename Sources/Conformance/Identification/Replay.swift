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

extension ReplaySegment {
    /// What the replay's clock shows at the start of the run: far from zero, so that nothing leads before the epoch.
    static let origin = WallInstant(epochSeconds: 1_000_000_000)

    /// How many decisions the limiter cannot have taken; stops counting at `limit`.
    ///
    /// The limiter is told what was admitted, not asked for it, so that one wrong guess does not spoil all that follow. Of several
    /// `counters`, any may have decided.
    func contradictions<Model: Limiter>(of model: Model, counters: Int, at place: ReplayPlace, limit: Int) -> Int {
        var limiter = model
        var count = -unknown
        let names = (0..<counters).map { $0 == 0 ? "" : String($0) }
        let origin = Self.origin - place.shift
        let slack = slack + place.slack
        var last = WallInstant(nanoseconds: 0)
        for decision in decisions {
            let early = max(last, origin + decision.earliest.sinceStart)
            let late = max(last, origin + decision.latest.sinceStart)
            let likely = place.lean == 0.5 ? early + (late - early) / 2 : early + TimeSpan(seconds: (late - early).inSeconds * place.lean)
            func room(_ name: String, _ instant: WallInstant) -> Int { limiter.standing(of: name, at: instant).remaining }
            if decision.isAdmitted {
                let open = names.filter { room($0, late + slack) >= 1 }
                let charged = counters == 1 ? open.first : Self.charged(open, decision, { room($0, likely) })
                if let name = charged {
                    last = room(name, likely) >= 1 ? likely : late
                    limiter.charge(1, to: name, at: last)
                } else {
                    count += 1
                }
            } else {
                let instant = max(last, early - slack)
                let full = counters == 1 ? names[0] : names.min { room($0, instant) < room($1, instant) } ?? ""
                if room(full, instant) >= 1 { count += 1 }
                limiter.rejected(full, at: likely)
                last = likely
            }
            if count >= limit { return limit }
        }
        return max(0, count)
    }

    /// Which of several counts let a request in: the one whose remaining the response shows, else the fullest, which leaves most
    /// refusals explained.
    private static func charged(_ open: [String], _ decision: Decision, _ room: (String) -> Int) -> String? {
        let shown = decision.remaining.flatMap { remaining in open.first { room($0) == remaining + 1 } }
        return shown ?? open.min { room($0) < room($1) }
    }
}
