import Timeline

struct RTA05: WindowCheck {
    let id: CheckID = "RTA-05"
    let title = "Retry-After asks for no more than a second too much"
    let level = Level.should
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if a refusal asked for a wait that ends more than a second after its key was admitted again. Inconclusive if no refusal is followed \
        by an admission that ends the block. Skipped if no limited response carries a readable one.
        """
    let remedy = "Usually the whole window is printed: print what is left of it, rounded up."

    func expected(_ contract: Contract) -> String { "at most the rest of the window, rounded up, plus one second" }

    func judge(_ evidence: Evidence) -> Finding {
        guard !evidence.waits.isEmpty else { return Promise.none }
        var judged = 0
        var found: Finding?
        for key in evidence.keys {
            for stretch in key.stretches {
                guard let open = stretch.resumed?.latest else { continue }
                for refusal in stretch.refusals {
                    guard let wait = refusal.retryAfter else { continue }
                    judged += 1
                    let longest = open - refusal.earliest + .seconds(1) + Contract.drift(over: wait)
                    guard wait > longest else { continue }
                    let witness = Witness(refusal, [stretch.resumed].compactMap { $0 })
                    let isPredicted = evidence.isPredicted(.longWait, witness.attempts)
                    guard found == nil || !isPredicted else { continue }
                    found = .fail("told to wait \(wait) by \(refusal.shown), although the window was open again at most \(open - refusal.earliest) later",
                                  witness: witness, as: .longWait)
                    if !isPredicted { return found ?? Promise.none }
                }
            }
        }
        if let found { return found }
        guard judged > 0 else {
            return .inconclusive("no refusal is followed by an admission that shows when the window opened",
                                 lacking: .windowEnds)
        }
        return .pass("within a second on \(judged) limited responses", power: "a wait too long by more than a second and a poll interval would have shown")
    }
}
