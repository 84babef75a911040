import Timeline

struct WIN01: WindowCheck {
    let id: CheckID = "WIN-01"
    let title = "A window lasts as long as the contract says"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if the time between two ends of a key’s windows, each bracketed by a refusal and the admission after it, is certainly not the \
        window; or if a key was refused for longer than a window lasts, and longer windows explain every decision. Inconclusive if no key \
        was blocked over two boundaries in a row, or if the brackets are too wide to tell.
        """
    let remedy = "Usually the expiry is configured with another length, or set again by each request: set it once, when the window begins."

    func expected(_ contract: Contract) -> String { "\(contract.window) from one boundary to the next" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        let measured = evidence.keys.flatMap { key in Self.lengths(key, contract) }
        if measured.isEmpty, let long = Self.outlasting(evidence) { return long }
        guard !measured.isEmpty else { return .inconclusive("no key was blocked over two window boundaries in a row", lacking: .windowEnds) }
        for (length, witness) in measured where length.atMost < contract.shortestWindow || length.atLeast > contract.longestWindow {
            return .fail("a window lasted \(length), not \(contract.window)", witness: witness, as: Self.symptom(measured.map(\.0), evidence))
        }
        let narrowest = measured.map(\.0).min { $0.width < $1.width } ?? measured[0].0
        guard narrowest.width < min(.seconds(2), contract.window / 4) else {
            return .inconclusive("the best measurement is \(narrowest), too wide to tell", lacking: .closePolls)
        }
        return .pass("\(narrowest)", power: "a window longer or shorter by more than \(narrowest.width) would have shown")
    }

    /// Where the limiter as found has another window, or every one seen is longer, or shorter, and by the same, it is the length that is
    /// wrong, and no accident in one of them.
    private static func symptom(_ measured: [Bounds<TimeSpan>], _ evidence: Evidence) -> Symptom {
        let contract = evidence.contract
        if let found = evidence.found, found.deviations.contains("WIN-01") { return found.window < contract.window ? .shortWindows : .longWindows }
        let common = measured.dropFirst().reduce(measured[0]) { $0.intersection($1) }
        guard !common.isContradiction else { return .oddLength }
        return common.atLeast > contract.longestWindow ? .longWindows : common.atMost < contract.shortestWindow ? .shortWindows : .oddLength
    }

    /// Where no window was seen from end to end: a block that no window of the contract lasts, and windows that explain every decision.
    private static func outlasting(_ evidence: Evidence) -> Finding? {
        guard let found = evidence.found, found.deviations.contains("WIN-01"), found.window > evidence.contract.window else { return nil }
        for key in evidence.keys {
            for stretch in key.stretches {
                guard let long = WIN09.outlasting(stretch, key, evidence.contract) else { continue }
                return .fail("a key was refused for \(long), and windows of \(found.window) explain it, not \(evidence.contract.window)",
                             witness: [stretch.first, stretch.last], as: .longWindows)
            }
        }
        return nil
    }

    /// How long windows lasted that lie between two blocked stretches of a key.
    ///
    ///     429 429 │ 201 … 201 429 … 429 │ 201
    ///        last1  resumed1 first2 last2  resumed2
    ///     the window began after last1 departed and before resumed1 had its head, and ended likewise
    private static func lengths(_ key: KeyEvidence, _ contract: Contract) -> [(Bounds<TimeSpan>, Witness)] {
        // What refuses before its time lets in again for a reason of its own, and no window need have ended.
        guard !key.isRefusedEarly else { return [] }
        return zip(key.stretches, key.stretches.dropFirst()).compactMap { one, next in
            guard let began = one.resumed, let began2 = next.resumed, let beganLatest = began.latest, let endLatest = began2.latest,
                  let firstLatest = next.first.latest, next.isOneWindow, began.precedes(next.first),
                  // The second stretch certainly belongs to the window that the first admission began.
                  firstLatest <= one.last.earliest + contract.shortestWindow
            else { return nil }
            return (Bounds(next.last.earliest - beganLatest, endLatest - one.last.earliest), [one.last, began, next.last, began2])
        }
    }
}
