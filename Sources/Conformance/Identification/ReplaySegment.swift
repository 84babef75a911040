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
    /// When requests left that may have been counted, and whose answers do not tell: in order.
    let uncounted: [RunInstant]
    /// How far a decision can lie from the middle of its interval.
    let slack: TimeSpan

    /// Experiments of which every request counts once, and few overlap.
    private static let plain: Set<ExperimentID> = [.isolation, .steady, .idle, .sequential, .boundary, .recovery, .promises, .discovery, .knock]

    private static func isPlain(_ experiment: ExperimentID?) -> Bool { experiment.map { plain.contains($0) } ?? false }

    /// The traffic of a key from its first use, or from a rest, until something else than plain traffic begins; nothing where others use the key too.
    ///
    /// The first stretch that uses the quota twice is taken, since nothing is left from before it; else the longest.
    init?(_ key: KeyEvidence, _ evidence: Evidence) {
        let stretches = Self.stretches(of: key, evidence)
        let isLong = { (stretch: ArraySlice<Observation>) in stretch.count >= max(8, 2 * evidence.contract.quota) }
        guard let stretch = stretches.first(where: isLong) ?? stretches.max(by: { $0.count < $1.count }) else { return nil }
        self.init(stretch)
    }

    /// Every stretch of plain traffic of a key that begins at its first use or after a rest.
    static func all(of key: KeyEvidence, _ evidence: Evidence) -> [ReplaySegment] { stretches(of: key, evidence).compactMap { ReplaySegment($0) } }

    private static func stretches(of key: KeyEvidence, _ evidence: Evidence) -> [ArraySlice<Observation>] {
        guard key.sharing == nil else { return [] }
        var found: [ArraySlice<Observation>] = []
        for first in key.rested(evidence.contract) where first >= found.last?.endIndex ?? 0 {
            found.append(key.observations[first...].prefix { observation in
                isPlain(evidence.experiment(of: observation)) && [.admitted, .limited, .unknown].contains(observation.kind)
            })
        }
        return found
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
        let seen = evidence.observations.filter { one in begins[one.attempt.key].map { one.earliest >= $0 } ?? false }
        self.init(seen.filter { [.admitted, .limited, .refused, .unknown].contains($0.kind) },
                  uncounted: seen.filter { [.aside, .failed].contains($0.kind) && evidence.experiment(of: $0) != .restarted }.map(\.earliest))
    }

    private init?(_ observations: some Collection<Observation>, uncounted: [RunInstant] = []) {
        self.uncounted = uncounted
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
