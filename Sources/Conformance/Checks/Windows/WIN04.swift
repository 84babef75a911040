import Limiters
import Timeline

struct WIN04: WindowCheck {
    let id: CheckID = "WIN-04"
    let title = "Once reset has passed, the whole quota is available again"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .concurrent]
    let rule = """
        Fails if a key is limited after its reset had certainly passed, or blocked again after its quota had come back, although its requests \
        cannot have used the quota by then. Inconclusive if no key was used up in two windows, one after the other.
        """
    let remedy = "Usually the count is lowered instead of cleared, or cleared late: begin each window with a count of zero."

    func expected(_ contract: Contract) -> String { "\(contract.quota) admitted in the window after one that was used up" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        for key in evidence.keys {
            if let finding = refusedAfterReset(key, evidence) { return finding }
            if let short = evidence.shortfalls.first(where: { $0.key == key.key && !$0.isFirst && !evidence.hasOwner($0.refusal) }) {
                return .fail("after quota had come back, limited again after at most \(short.possible) of \(contract.quota), on \(short.refusal.shown)",
                             witness: [short.refusal], as: .shortfall)
            }
        }
        let later = evidence.keys.reduce(0) { $0 + $1.stretches.count { $0.resumed != nil } }
        let whole = evidence.keys.reduce(0) { sum, key in
            sum + zip(key.stretches, key.stretches.dropFirst()).count { $0.resumed?.precedes($1.first) ?? false }
        }
        guard later > 0, whole > 0 else {
            return .inconclusive("no key was used up in two windows, one after the other",
                                 lacking: .windowEnds)
        }
        return .pass("the quota came back \(later) times, and \(whole) times all of it was used again",
                     power: "one slot less in a later window, or a refusal after reset, would have shown")
    }

    /// A refusal that certainly came after the reset that an earlier response had promised, with quota provably left.
    private func refusedAfterReset(_ key: KeyEvidence, _ evidence: Evidence) -> Finding? {
        guard let clock = evidence.clock, evidence.contract.dialect.resetIsAbsolute else { return nil }
        for stretch in key.stretches where !evidence.hasOwner(stretch.lastConfirmed) {
            let refusal = stretch.lastConfirmed
            // A window's name is its end, rounded up: what has passed by its name has passed.
            let now = clock.earliest(refusal.earliest).sinceEpoch.secondsRoundedDown
            let passed = key.windows.partitioningIndex { $0.reset > now }
            // The last promised window was over once its last member before this refusal had been decided.
            guard passed > 0, let lastSeen = key.windows[passed - 1].members.last(where: { $0.precedes(refusal) }),
                  let decided = refusal.latest else { continue }
            guard let used = key.mostUsed(after: lastSeen.earliest, before: decided), used < evidence.contract.quota else { continue }
            return .fail("reset \(key.windows[passed - 1].reset) had passed, and \(refusal.shown) was limited after at most \(used) of "
                            + "\(evidence.contract.quota)",
                         witness: [lastSeen, refusal], as: .lateReturn)
        }
        return nil
    }
}
