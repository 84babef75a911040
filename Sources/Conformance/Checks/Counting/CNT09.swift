import Timeline

struct CNT09: WindowCheck {
    let id: CheckID = "CNT-09"
    let title = "After the first refusal of a window nothing more is admitted in it"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if, among responses with one reset, the quota was admitted, one request refused, then a few more admitted, and one refused again. \
        Inconclusive if nothing was limited twice in one window. Skipped if no response shows a readable reset.
        """
    let remedy = "Usually several counters that are not in step, or a count that expires bit by bit: let one counter decide until its window ends."

    func expected(_ contract: Contract) -> String { "refused once, refused until the next window" }

    func judge(_ evidence: Evidence) -> Finding {
        var polled = 0
        for key in evidence.keys {
            for window in key.windows where window.isCoherent(evidence.contract) {
                let refusals = window.members.filter { $0.kind == .limited }
                polled += max(0, refusals.count - 1)
                guard let leak = Self.leak(window, refusals, evidence.contract) else { continue }
                return .fail("\(leak.shown) is admitted between two refusals of the window that ends at \(window.reset), which had been used up",
                             witness: leak.witness, as: .leak)
            }
        }
        guard polled > 0 else {
            let isLimited = !evidence.answers(.limited).isEmpty
            return !isLimited && evidence.keys.contains { !$0.windows.isEmpty } ? Absent.limited
                : .skip("without a readable reset, a window is known by its refusals; CNT-01 and CNT-08 count there")
        }
        return .pass("nothing in \(polled) refusals after a first one", power: "one admission among them would have shown")
    }

    /// A refusal after the whole quota, one of few admissions after it, and a refusal again.
    private static func leak(_ window: KeyWindow, _ refusals: [Observation], _ contract: Contract) -> (shown: String, witness: Witness)? {
        let admissions = window.admissions
        guard admissions.count > contract.quota else { return nil }
        let heads = admissions.compactMap(\.latest).sorted()
        guard let first = refusals.first(where: { refusal in heads.partitioningIndex { $0 > refusal.earliest } >= contract.quota }) else { return nil }
        let late = admissions.filter { first.precedes($0) }
        // Much of the quota at once is a window that ended early (WIN-05).
        guard let one = late.first, let again = refusals.first(where: { one.precedes($0) }),
              late.count(where: { $0.precedes(again) }) * 2 <= contract.quota else { return nil }
        return (one.shown, [first, one, again])
    }
}
