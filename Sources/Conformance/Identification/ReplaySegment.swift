import Limiters
import Timeline

/// What was told of one count in a stretch of traffic, ready to be held against limiter models.
struct ReplaySegment: Sendable {
    struct Decision: Sendable {
        var earliest: RunInstant
        var latest: RunInstant
        var isAdmitted: Bool
        /// What was left afterwards, as the response shows it.
        var remaining: Int?
    }

    /// Admissions by departure, refusals by arrival: what overlaps is taken as admitted first.
    let decisions: [Decision]
    /// Requests whose fate is unknown: each may excuse one contradiction.
    let unknown: Int
    /// How far a decision can lie from the middle of its interval.
    let slack: TimeSpan

    /// Experiments of which every request counts once, and few overlap.
    private static let plain: Set<ExperimentID> = [.isolation, .steady, .idle, .sequential, .boundary, .recovery, .promises, .discovery, .knock]

    private static func isPlain(_ experiment: ExperimentID?) -> Bool { experiment.map { plain.contains($0) } ?? false }

    /// The traffic of a key from its first use, or from a rest, until something else than plain traffic begins; nothing where others use the key too.
    ///
    /// The first stretch that uses the quota twice is taken, since nothing is left from before it; else the longest.
    init?(_ key: KeyEvidence, _ evidence: Evidence) {
        guard key.sharing == nil else { return nil }
        let stretches = key.rested(evidence.contract).lazy.map { first in
            key.observations[first...].prefix { observation in
                Self.isPlain(evidence.experiment(of: observation)) && [.admitted, .limited, .unknown].contains(observation.kind)
            }
        }
        let isLong = { (stretch: ArraySlice<Observation>) in stretch.count >= max(8, 2 * evidence.contract.quota) }
        guard let stretch = stretches.first(where: isLong) ?? stretches.max(by: { $0.count < $1.count }) else { return nil }
        self.init(stretch)
    }

    /// The traffic of all keys together, as a limiter counts it that does not look at the key; nothing for one key alone.
    ///
    /// What was refused for another reason is taken as counted: a limiter that stands before everything else counts it.
    init?(allKeysOf evidence: Evidence) {
        guard evidence.keys.count > 1, evidence.keys.allSatisfy({ $0.sharing == nil }) else { return nil }
        var begins: [Int: RunInstant] = [:]
        for key in evidence.keys {
            guard let first = key.firstRested(evidence.contract) else { return nil }
            begins[key.key] = key.observations[first].earliest
        }
        self.init(evidence.observations.filter { observation in
            begins[observation.attempt.key].map { observation.earliest >= $0 } ?? false
                && [.admitted, .limited, .refused, .unknown].contains(observation.kind)
        })
    }

    private init?(_ observations: some Collection<Observation>) {
        let decided = observations.compactMap { observation in
            observation.latest.map {
                Decision(earliest: observation.earliest, latest: $0, isAdmitted: observation.kind != .limited, remaining: observation.remaining)
            }
        }
        guard decided.count >= 8 else { return nil }
        unknown = observations.count - decided.count
        slack = (decided.map { $0.latest - $0.earliest }.max() ?? .zero) / 2 + .milliseconds(1)
        decisions = decided.sorted { ($0.isAdmitted ? $0.earliest : $0.latest) < ($1.isAdmitted ? $1.earliest : $1.latest) }
    }
}
