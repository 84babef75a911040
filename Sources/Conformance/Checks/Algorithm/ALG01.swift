import Limiters
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

    func title(_ contract: Contract) -> String {
        contract.limits.first.map { "The limiter behaves like \($0.kind.title)" } ?? title
    }

    /// Several limits at once are recognised as none of them, and with one request at a time many kinds are the same.
    func applies(to contract: Contract) -> Bool { contract.promisesWindows || contract.limits.count == 1 && contract.quota > 1 }

    func expected(_ contract: Contract) -> String {
        contract.promisesWindows ? "everything that is admitted and refused fits fixed windows of \(contract.window)"
            : "everything that is admitted and refused fits \(contract.promised)"
    }

    func judge(_ evidence: Evidence) -> Finding {
        guard let found = evidence.identification else {
            return .inconclusive(evidence.identificationDoubt ?? "no algorithm explains what was admitted and refused", lacking: .algorithm)
        }
        let promised = evidence.contract.promisedAlgorithm
        let seen = "\(found.decisions) decisions, \(found.contradictions) of them unexplained"
        guard found.algorithm != promised else {
            guard found.isCertain else {
                return .inconclusive("\(found.title) explains it, and so does \(found.alternatives.map(\.title).joined(separator: " and ")) (\(seen))", lacking: .algorithm)
            }
            let others = promised == .fixedWindow ? "a sliding log, counter or segments, a bucket, a ban or a queue" : "a limiter of another kind"
            return .pass("\(found.title) explains it best (\(seen))", power: "\(others) would have shown")
        }
        if found.algorithm == .unlimited {
            return .inconclusive("nothing was limited, so there is no algorithm to recognise", lacking: .limits)
        }
        // A ban ends one window after it began: a block that lasts longer is a fault of its own.
        if found.algorithm == .windowWithBan, [WIN09().judge(evidence), WIN10().judge(evidence)].contains(where: { $0.verdict == .fail }) {
            return .inconclusive("\(found.title) explains it best, but a block outlasted the ban (\(seen))", lacking: .algorithm)
        }
        // What one key cannot have been refused, several that share a count can.
        // What waits in a queue hides what another limiter would have decided.
        guard promised != .leakyQueue, found.isClear(against: promised), found.scope == .eachKey, let proof = Self.proof(evidence) else {
            let other = evidence.contract.limits.first.map { "not \($0.kind.title)" } ?? "no fixed window"
            return .inconclusive("\(found.title) explains it best, but nothing proves that it is \(other) (\(seen))", lacking: .algorithm)
        }
        return .fail("this is \(found.title) (\(seen)); \(proof.text)", witness: proof.witness, as: .anotherKind)
    }

    /// Something that no limiter of the promised kind, length and quota can have done.
    private static func proof(_ evidence: Evidence) -> (text: String, witness: Witness)? {
        if let promises = evidence.promises {
            if let excess = promises.excesses.first, let witness = Witness(excess.members) {
                return ("\(excess.members.count) admitted where \(excess.limit.promised) has room for fewer", witness)
            }
            return promises.early.first.map { ("refused while there was certainly room, \($0.refusal.shown)", [$0.refusal]) }
        }
        return windowProof(evidence)
    }

    /// Something that no fixed window of the contract's length and quota can have done.
    private static func windowProof(_ evidence: Evidence) -> (text: String, witness: Witness)? {
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
