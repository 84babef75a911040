import Limiters
import Timeline

/// Runs a limiter over the whole traffic of each key that its plain traffic places.
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
    init?(_ found: Identification, _ evidence: Evidence) {
        guard let quota = found.quota, let window = found.window else { return nil }
        let all = Hypothesis.all(quota, window) + [.leaky(quota, window)]
        let hypotheses = all.filter { $0.algorithm == found.algorithm }
        let materials: [(replayed: Replayed, observations: [Observation])] = found.scope == .allKeys
            ? [Replayed(ReplaySegment(allKeysOf: evidence))].compactMap { $0.map { ($0, evidence.observations) } }
            : evidence.keys.compactMap { key in Replayed(ReplaySegment(key, evidence)).map { ($0, key.observations) } }
        // One hypothesis for all keys, each with the place that suits it best.
        let tried = hypotheses.map { hypothesis in
            (hypothesis, materials.map { hypothesis.bestPlace(in: $0.replayed, evidence.clock) })
        }
        guard let (best, places) = tried.min(by: { $0.1.reduce(0) { $0 + $1.count } < $1.1.reduce(0) { $0 + $1.count } }) else { return nil }
        streams = zip(materials, places).map { material, place in
            Stream(observations: Array(material.observations.prefix(Self.longest)), model: best.model, place: place.place,
                   slack: material.replayed.segment.slack + place.place.slack)
        }
    }

    /// By the attempt's number.
    func forecasts() -> [Int: Forecast] {
        concurrently(streams) { stream in Self.run(stream.model, stream) }.reduce(into: [:]) { $0.merge($1) { one, _ in one } }
    }

    private static func run<Model: Limiter>(_ model: Model, _ stream: Stream) -> [(Int, Forecast)] {
        var (most, least) = (model, model)
        let origin = ReplaySegment.origin - stream.place.shift
        var last = WallInstant(nanoseconds: 0)
        // Of what overlaps, admissions are taken to come first, as in a replay.
        let ordered = stream.observations.sorted { $0.order < $1.order }
        return ordered.compactMap { observation in
            let early = max(last, origin + observation.earliest.sinceStart)
            guard let latest = observation.latest else {
                charge(&most, at: early)
                return nil
            }
            let late = max(last, origin + latest.sinceStart)
            let likely = early + TimeSpan(seconds: (late - early).inSeconds * stream.place.lean)
            let (first, final) = (max(last, early - stream.slack), late + stream.slack)
            let (fuller, emptier) = (most.standing(of: "", at: first), least.standing(of: "", at: final))
            var forecast = Forecast(
                canAdmit: emptier.remaining >= 1, canRefuse: fuller.remaining < 1,
                wait: Bounds(emptier.wait, max(emptier.wait, fuller.wait)), remaining: Bounds(0, 0),
                reset: Bounds(max(.zero, min(emptier.reset - final, fuller.reset - first)), max(.zero, max(emptier.reset - final, fuller.reset - first))))
            switch observation.kind {
            case .admitted:
                // Certain: even where what may have been charged before fills it up.
                most.charge(1, to: "", at: likely)
                charge(&least, at: least.standing(of: "", at: likely).remaining >= 1 ? likely : final)
                last = likely
            case .limited:
                most.rejected("", at: likely)
                least.rejected("", at: likely)
                last = likely
            case .refused, .failed, .aside, .unknown:
                charge(&most, at: likely)
            }
            let left = (most.standing(of: "", at: max(last, likely)).remaining, least.standing(of: "", at: max(last, final)).remaining)
            forecast.remaining = Bounds(min(left.0, left.1), max(left.0, left.1))
            return (observation.attempt.index, forecast)
        }
    }

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
