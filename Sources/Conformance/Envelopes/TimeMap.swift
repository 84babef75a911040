import Limiters
import Timeline

/// Turns instants of the run into a limiter’s: its clock may run faster or slower than ours, and its windows begin where they begin.
struct TimeMap: Sendable {
    /// How far every interval is widened on either side.
    var widening = TimeSpan.zero
    var shift = TimeSpan.zero
    /// By how much more time passes for the limiter, in 999ths and thousandths; zero where intervals are widened instead.
    var pace = Pace.same

    enum Pace: Sendable { case same, faster, slower }

    private func map(_ instant: RunInstant) -> WallInstant {
        let since = instant.sinceStart.nanoseconds
        let paced = switch pace {
        case .same: since
        case .faster: since + since / 999
        case .slower: since - since / 1_000
        }
        return WallInstant(nanoseconds: paced) + shift
    }

    func early(_ instant: RunInstant) -> WallInstant { map(instant) - widening }
    func late(_ instant: RunInstant) -> WallInstant { map(instant) + widening }
}

/// A stretch of phases that a grid may have, as a middle and what it is off by at most.
struct PhaseCell: Sendable {
    var middle: TimeSpan
    var half: TimeSpan

    /// Requests of one stretch for which phases are searched at all, and cells that are looked at.
    static let mostRequests = 4_000
    static let most = 600
    /// A cell that is smaller is not halved again.
    var isFine: Bool { half <= .microseconds(100) }

    /// Where a limit’s windows can begin, by all that is known of the server’s clock between two instants.
    static func all(of envelope: Envelope, _ clock: ClockOffset?, from first: RunInstant, to last: RunInstant) -> PhaseCell {
        let anywhere = PhaseCell(middle: .zero, half: envelope.limit.window / 2 + .milliseconds(1))
        guard case .epoch = envelope.grid, let clock else { return anywhere }
        let (early, late) = (clock.bounds(at: first), clock.bounds(at: last))
        let known = Bounds(min(early.atLeast, late.atLeast), max(early.atMost, late.atMost))
        guard known.width < envelope.limit.window else { return anywhere }
        return PhaseCell(middle: known.atLeast + known.width / 2, half: known.width / 2 + .milliseconds(1))
    }

    var halves: [PhaseCell] {
        let quarter = half / 2
        return [PhaseCell(middle: middle - quarter, half: half - quarter), PhaseCell(middle: middle + quarter, half: half - quarter)]
    }
}
