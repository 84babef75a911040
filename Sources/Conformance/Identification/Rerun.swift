import Limiters
import Timeline

/// Runs a limiter over the whole traffic of each key whose plain traffic shows where its windows lie.
///
/// Two counts bound what the real one can hold: one is charged with all that may count, the other with what certainly
/// does.
struct Rerun {
    private let streams: [Stream]

    private struct Stream {
        var observations: [Observation]
        var model: any Limiter
        var place: ReplayPlace
        /// How far a decision can lie from where it is taken to lie.
        var slack: TimeSpan
    }

    /// More requests of one key say nothing more.
    private static let longest = 20_000

    /// Nothing where no count makes such decisions.
    init?(_ identified: Identification, _ evidence: Evidence) {
        guard let quota = identified.quota, let window = identified.window else { return nil }
        let all = Hypothesis.all(quota, window) + [.leaky(quota, window)]
        let hypotheses = all.filter { $0.algorithm == identified.algorithm }
        let materials: [Material] = identified.scope == .allKeys
            ? [Material(replayed: Replayed(ReplaySegment(allKeysOf: evidence)), observations: evidence.observations)]
            : evidence.keys.compactMap { key in
                let replayed = Replayed(ReplaySegment(key, evidence))
                guard replayed != nil || (key.isFresh && key.loadEnd == nil) else { return nil }
                return Material(replayed: replayed, observations: key.observations)
            }
        // One hypothesis for all keys, each with the place that suits it best.
        let replayed = materials.compactMap(\.replayed)
        let tried = hypotheses.map { ($0, $0.bestPlaces(in: replayed, evidence.clock)) }
        guard let (best, found) = tried.min(by: { $0.1.count < $1.1.count }) else { return nil }
        // Where plain traffic does not place a key's grid, that of the others holds, if it is one for all.
        let common = best.grid == nil ? ReplayPlace() : best.isGridShared ? found.places.first : nil
        let slack = replayed.map(\.segment.slack).max() ?? .milliseconds(1)
        var places = found.places.makeIterator()
        streams = materials.compactMap { material in
            guard let place = material.replayed == nil ? common : places.next() else { return nil }
            return Stream(
                observations: Array(material.observations.prefix(Self.longest)), model: best.model, place: place,
                slack: (material.replayed?.segment.slack ?? slack) + place.slack)
        }
    }

    /// What a key sent, and its plain traffic if there is enough of it.
    private struct Material {
        var replayed: Replayed?
        var observations: [Observation]
    }

    /// By the attempt's number.
    func forecasts() -> [Int: Forecast] {
        concurrently(streams) { stream in Self.run(stream.model, stream) }
            .reduce(into: [:]) { $0.merge($1) { one, _ in one } }
    }

    private static func run<Model: Limiter>(_ model: Model, _ stream: Stream) -> [(Int, Forecast)] {
        var (most, least) = (model, model)
        let origin = ReplaySegment.origin - stream.place.shift
        var last = WallInstant(nanoseconds: 0)
        // Of what overlaps, admissions are taken to come first, as in a replay.
        let ordered = stream.observations.sorted { $0.order < $1.order }
        return ordered.indices.compactMap { index in
            let observation = ordered[index]
            let early = max(last, origin + observation.earliest.sinceStart)
            guard let latest = observation.latest else {
                charge(&most, at: early)
                return nil
            }
            let late = max(last, origin + latest.sinceStart)
            let likely = early + TimeSpan(seconds: (late - early).inSeconds * stream.place.lean)
            let (first, final) = (max(last, early - stream.slack), late + stream.slack)
            let (fuller, emptier) = (most.standing(of: "", at: first), least.standing(of: "", at: final))
            let resets = [max(.zero, emptier.reset - final), max(.zero, fuller.reset - first)]
            let own = observation.kind == .admitted ? 1 : 0
            let forecast = Forecast(
                canAdmit: emptier.remaining >= 1, canRefuse: fuller.remaining < 1,
                wait: Bounds(emptier.wait, max(emptier.wait, fuller.wait)),
                remaining: remaining(fuller.remaining - own, emptier.remaining - own, ordered, index),
                reset: Bounds(min(resets[0], resets[1]), max(resets[0], resets[1])))
            switch observation.kind {
            case .admitted:
                // Certain: even where what may have been charged before fills it up.
                most.charge(1, to: "", at: likely)
                charge(&least, at: least.standing(of: "", at: likely).remaining >= 1 ? likely : late)
                last = likely
            case .limited:
                most.rejected("", at: likely)
                least.rejected("", at: likely)
                last = likely
            case .refused, .failed, .aside, .unknown:
                charge(&most, at: likely)
            }
            return (observation.attempt.index, forecast)
        }
    }

    /// What is left after a request, if those that were under way with it may have been decided before it or after it.
    private static func remaining(_ fewest: Int, _ most: Int, _ ordered: [Observation], _ index: Int) -> Bounds<Int> {
        let one = ordered[index]
        let before = ordered[max(0, index - mostTogether)..<index].count { $0.kind == .admitted && !$0.precedes(one) }
        let after = ordered[(index + 1)...].prefix(mostTogether).count { $0.kind == .admitted && !one.precedes($0) }
        return Bounds(fewest - after, max(fewest, most) + before)
    }

    /// How many neighbours are looked at for being under way together.
    private static let mostTogether = 256

    /// Charges one, where there is one.
    private static func charge(_ limiter: inout some Limiter, at instant: WallInstant) {
        guard limiter.standing(of: "", at: instant).remaining >= 1 else { return }
        limiter.charge(1, to: "", at: instant)
    }
}

extension Observation {
    /// Where it stands in a replay.
    fileprivate var order: RunInstant { kind == .limited ? latest ?? earliest : earliest }
}
