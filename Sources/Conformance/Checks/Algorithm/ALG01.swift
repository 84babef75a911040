import Timeline

struct ALG01: Check {
    let id: CheckID = "ALG-01"
    let title = "The limiter behaves like a fixed window"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .boundary, .concurrent]
    let rule = """
        Fails if another algorithm explains nearly all decisions, a fixed window does not, and something was seen that no fixed window of this \
        quota can do. Inconclusive if a fixed window is not the only explanation, if nothing explains what was seen, if nothing was limited, or if \
        the proof is missing.
        """
    let remedy = """
        Usually a sliding or refilling limiter behind a contract that promises fixed windows: change the limiter to fixed windows, or the contract \
        to what it does.
        """

    func expected(_ contract: Contract) -> String { "everything that is admitted and refused fits fixed windows of \(contract.window)" }

    func judge(_ evidence: Evidence) -> Finding {
        guard let found = evidence.identification else {
            return .inconclusive(evidence.identificationDoubt ?? "no algorithm explains what was admitted and refused", lacking: .algorithm)
        }
        let seen = "\(found.decisions) decisions, \(found.contradictions) of them unexplained"
        guard found.algorithm != .fixedWindow else {
            guard found.isCertain else {
                return .inconclusive("\(found.title) explains it, and so does \(found.alternatives.map(\.title).joined(separator: " and ")) (\(seen))", lacking: .algorithm)
            }
            return .pass("\(found.title) explains it best (\(seen))", power: "a sliding log, counter or segments, a bucket, a ban or a queue would have shown")
        }
        if found.algorithm == .unlimited {
            return .inconclusive("nothing was limited, so there is no algorithm to recognise", lacking: .limits)
        }
        // A ban ends one window after it began: a block that lasts longer is a fault of its own.
        if found.algorithm == .windowWithBan, [WIN09().judge(evidence), WIN10().judge(evidence)].contains(where: { $0.verdict == .fail }) {
            return .inconclusive("\(found.title) explains it best, but a block outlasted the ban (\(seen))", lacking: .algorithm)
        }
        // What one key cannot have been refused, several that share a count can.
        guard found.isClear, found.scope == .eachKey, let proof = Self.proof(evidence) else {
            return .inconclusive("\(found.title) explains it best, but nothing proves that it is no fixed window (\(seen))", lacking: .algorithm)
        }
        return .fail("this is \(found.title) (\(seen)); \(proof.text)", witness: proof.witness, as: .anotherKind)
    }

    /// Something that no fixed window of the contract's length and quota can have done.
    private static func proof(_ evidence: Evidence) -> (text: String, witness: Witness)? {
        let contract = evidence.contract
        for key in evidence.keys {
            if let excess = evidence.contradictions.first(where: { $0.key == key.key }) {
                return ("\(excess.admitted) admitted \(excess.proof)", excess.members)
            }
            for refusal in key.observations where refusal.kind == .limited {
                if let used = key.useBefore(refusal, contract), used < contract.room(at: refusal) {
                    return ("limited after at most \(used) of \(contract.quota) in its window, \(refusal.shown)", [refusal])
                }
            }
        }
        return nil
    }
}
