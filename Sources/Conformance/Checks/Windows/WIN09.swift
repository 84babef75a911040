import Timeline

struct WIN09: WindowCheck {
    let id: CheckID = "WIN-09"
    let title = "Requests while blocked do not prolong the block"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .concurrent]
    let rule = """
        Fails if a key that keeps asking is refused for more than a window, although its requests since the first refusal cannot have used up \
        another one. Inconclusive if no key was polled until it was admitted again.
        """
    let remedy = "Usually refused requests renew the expiry or count as use: leave the counter alone when a request is refused."

    func expected(_ contract: Contract) -> String { "a key that keeps asking is admitted when its window ends" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        var waits = 0
        for key in evidence.keys {
            for stretch in key.stretches {
                if stretch.resumed != nil { waits += 1 }
                guard let long = Self.outlasting(stretch, key, contract) else { continue }
                return .fail("asked \(stretch.refusals.count) times over \(long) and always refused, although a window is \(contract.window)",
                             witness: [stretch.first, stretch.last], as: .endless)
            }
        }
        guard waits > 0 else {
            return .inconclusive("no key was polled until it was admitted again", lacking: .windowEnds)
        }
        return .pass("\(waits) blocks ended although the key kept asking", power: "a block that each refused request prolongs would have shown")
    }

    /// How long a key was refused that kept asking, where that is more than a window and its own requests are no reason.
    static func outlasting(_ stretch: BlockedStretch, _ key: KeyEvidence, _ contract: Contract) -> TimeSpan? {
        // Two stray refusals at the end may be accidents of the next window.
        guard stretch.isPolled(contract), stretch.refusals.count >= 3, let began = stretch.first.latest, let decided = stretch.last.latest,
              stretch.refusals[stretch.refusals.count - 3].earliest > began + contract.longestWindow,
              let used = key.mostUsed(after: stretch.first.earliest, before: decided), used < contract.room(at: stretch.last) else { return nil }
        return stretch.last.earliest - began
    }
}
