import Limiters

struct CNT07: Check {
    let id: CheckID = "CNT-07"
    let title = "A limited response shows that nothing remains"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if a limited response shows a remaining other than 0. Inconclusive if nothing was limited. Skipped where no fields are promised or \
        no limited response shows a readable remaining.
        """
    let remedy = "Usually remaining is printed from before the refusal, or a request needs more than what is left: print 0 on every refusal."

    /// Of several limits a refusal may show the one that has something left; a queue has places left that are not free yet.
    func applies(to contract: Contract) -> Bool {
        contract.promisesWindows || contract.limits.count == 1 && ![.leakyQueue, .concurrency].contains(contract.limits[0].kind)
    }

    func expected(_ contract: Contract) -> String { "remaining = 0 on every 429" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        let limited = evidence.answers(.limited)
        guard !limited.isEmpty else { return Absent.limited }
        let readable = limited.filter { $0.first.remaining != nil }
        guard !readable.isEmpty else { return Absent.field("remaining on a limited response") }
        guard let wrong = readable.first(where: { $0.first.remaining != 0 })?.first else {
            return .pass("0 on all of \(readable.total)", power: "one other value among \(readable.total) would have shown")
        }
        return .fail("remaining is \(wrong.remaining ?? 0) on a limited response, \(wrong.shown)", witness: [wrong], as: .remaining)
    }
}
