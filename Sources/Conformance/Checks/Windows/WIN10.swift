import Timeline

struct WIN10: WindowCheck {
    let id: CheckID = "WIN-10"
    let title = "A key that was limited recovers"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.recovery]
    let rule = """
        Fails if a limited key that was left alone for more than a window is refused three times or more afterwards, although it cannot have used \
        the quota again. Inconclusive if no key was limited, left alone and asked again.
        """
    let remedy = "Usually the counter has no expiry: set it together with the first increment, in one atomic step."

    func expected(_ contract: Contract) -> String { "admitted after two windows of silence" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        for key in evidence.keys {
            let requests = key.observations.filter { evidence.experiment(of: $0) == .recovery }
            guard let pause = Self.pause(requests, contract) else { continue }
            let silence = requests[pause].earliest - requests[pause - 1].earliest
            let after = requests[pause...]
            if let back = after.first(where: { $0.kind == .admitted }), after.prefix(while: { $0.kind == .limited }).count < 3 {
                return .pass("admitted after \(silence) of silence, \(back.shown)", power: "a key that stays blocked for ever would have shown")
            }
            // One stray refusal is CNT-08's.
            let refused = after.filter { $0.kind == .limited && (key.useBefore($0, contract) ?? .max) < contract.quota }
            guard refused.count >= 3 else { continue }
            return .fail("left alone for \(silence) after a refusal, and refused again \(refused.count) times, first \(refused[0].shown)",
                         witness: Witness(requests[pause - 1], refused), as: .endless)
        }
        return .inconclusive("no key was limited, left alone, and asked again", lacking: .limits)
    }

    /// The index of the first request after a refusal and a window of silence.
    private static func pause(_ requests: [Observation], _ contract: Contract) -> Int? {
        requests.indices.dropFirst().first { index in
            let before = requests[index - 1]
            guard before.kind == .limited, let received = before.latest else { return false }
            return requests[index].earliest - received > contract.longestWindow
        }
    }
}
