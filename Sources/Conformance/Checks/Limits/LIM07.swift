import Timeline

struct LIM07: PromiseCheck {
    let id: CheckID = "LIM-07"
    let title = "Retry-After is no longer than until the next slot"
    let level = Level.should
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if a request was admitted more than a second before the end of a wait that an earlier refusal told, or if a wait is longer than \
        everything takes to come back. Inconclusive if no refusal is followed by an admission before or soon after its wait. Skipped if no refusal \
        carries a readable one.
        """
    let remedy = "Usually the time until all is back, or until the window ends, is told: tell the time until one request is admitted, rounded up."

    func expected(_ contract: Contract) -> String { "at most a second more than until one request is admitted" }

    func judge(_ evidence: Evidence) -> Finding {
        let waits = evidence.waits
        guard !waits.isEmpty else { return Promise.none }
        if evidence.promises?.speaksOfOthers ?? false { return PromiseCounts.waitsOfOthers }
        let second = TimeSpan.seconds(1)
        let longest = evidence.contract.memory
        var judged = 0
        var found: Finding?
        for promise in waits {
            let refusal = promise.refusal
            if promise.wait > longest + Contract.drift(over: longest) + second {
                return .fail("told to wait \(promise.wait) by \(refusal.shown), although everything is back after \(longest)", witness: [refusal], as: .longWait)
            }
            guard let received = refusal.latest,
                  let next = promise.key.observations[promise.key.index(from: received)...].first(where: { $0.kind == .admitted && $0.attempt.operation.isPlainCreate }),
                  let open = next.latest else { continue }
            judged += 1
            guard open + second + Contract.drift(over: promise.wait) < refusal.earliest + promise.wait else { continue }
            let isPredicted = evidence.isPredicted(.longWait, [refusal, next])
            if found == nil || !isPredicted {
                found = .fail("told to wait \(promise.wait) by \(refusal.shown), and admitted at most \(open - refusal.earliest) later, \(next.shown)",
                              witness: [refusal, next], as: .longWait)
            }
            if !isPredicted { break }
        }
        if let found { return found }
        guard judged > 0 else { return .inconclusive("no refusal is followed by an admission", lacking: .windowEnds) }
        return .pass("within a second on \(judged) refusals", power: "a wait too long by more than a second and the time to the next request would have shown")
    }
}
