import Timeline

struct ALG02: WindowCheck {
    let id: CheckID = "ALG-02"
    let title = "Where windows begin"
    let level = Level.observe
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .boundary]
    let rule = """
        Reports where windows begin, as far as their ends tell: at the epoch, at a key’s first request, on a grid of the key’s own, or on one grid \
        for all keys. Never fails. Skipped if the limiter was not recognised or no window’s end was bracketed closely.
        """
    let remedy = "Nothing to mend: any anchoring keeps the contract; say in the documentation which one it is, so that clients know when their window turns."

    func expected(_ contract: Contract) -> String { "the contract leaves it open: at the epoch, at a key’s first request, or elsewhere" }

    func judge(_ evidence: Evidence) -> Finding {
        guard let found = evidence.identification else { return .skip("the algorithm was not recognised; ALG-01 says more") }
        guard found.algorithm == .fixedWindow else { return .observed("\(found.title): windows do not begin anywhere") }
        guard !found.anchorings.isEmpty else { return .skip("no window was seen from its beginning to its end closely enough") }
        let places = found.anchorings.map(Self.title).joined(separator: ", or ")
        return .observed(found.anchorings.count == 1 ? places : "where windows begin could not be told: \(places)")
    }

    private static func title(_ anchoring: WindowAnchoring) -> String {
        switch anchoring {
        case .epoch: "at multiples of the window since the epoch"
        case .firstRequest: "at a key’s first request after its last window"
        case .perKey: "on a grid of the key’s own"
        case .processTimer: "on one grid for all keys that is not the epoch’s"
        }
    }
}
