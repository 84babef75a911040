import Timeline

struct KEY02: Check {
    let id: CheckID = "KEY-02"
    let title = "A key has one bucket, whatever connection it uses"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.connections]
    let rule = """
        Fails if within one window three requests or more over new connections, most of those admitted, show a fresh quota, or if one is admitted \
        between two refusals of a window that cannot have turned. Passes with a quota of one if it is refused there. \
        Inconclusive if no window was seen to be used up exactly over old and new connections together.
        """
    let remedy = "Usually the counter lives in the connection or in one of several processes: keep it in a store that all connections share."

    func expected(_ contract: Contract) -> String { "requests over new connections count with those over old ones" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        let traffic = evidence.observations(of: .connections)
        let fresh = traffic.filter { $0.attempt.operation == .onNewConnection }
        let first = fresh.filter { $0.kind == .admitted && ($0.remaining ?? 0) >= contract.quota - 1 && contract.quota > 1 }
        // Within one window length at most two windows can begin, and each has one first request.
        let moves = traffic.contains { $0.kind == .admitted && ($0.remaining ?? .max) < contract.quota - 1 }
        if contract.promisesWindows, moves, let one = first.first, let last = first.last?.latest,
           first.count >= 3, first.count * 5 >= fresh.count(where: { $0.kind == .admitted }) * 3,
           last - one.earliest < contract.shortestWindow {
            return .fail("\(first.count) new connections begin with remaining \(one.remaining ?? 0): each has a bucket of its own",
                         witness: Witness(one, Array(first.dropFirst().prefix(2))), as: .split)
        }
        let brackets = Bracket.find(in: evidence, [.onNewConnection])
        if let leak = brackets.first(where: \.isLeak) {
            return .fail("a used-up key is admitted over a new connection, \(leak.probe.shown)", witness: leak.witness,
                         as: .leak)
        }
        // With a quota of one there is nothing to share out, but what one connection used, another must not get.
        if contract.quota == 1, let one = brackets.first(where: { $0.isOneWindow && $0.probe.kind == .limited }) {
            return .pass("a used-up key is refused over a new connection, \(one.probe.shown)", power: "a bucket for each connection would have shown")
        }
        if let promises = evidence.promises {
            guard promises.full.contains(where: { evidence.experiment(of: $0.refusal) == .connections }), fresh.contains(where: { $0.kind == .admitted }) else {
                return .inconclusive("no limit was seen to be reached over old and new connections together", lacking: .exactWindows)
            }
            return .pass("\(fresh.count) new connections and the old ones shared one count", power: "a count for each connection would have shown")
        }
        guard let key = evidence.keys.first(where: { $0.key == traffic.first?.attempt.key }), fresh.contains(where: { $0.kind == .admitted }),
              WindowCount.exactWindows(key, contract, nil, where: { evidence.experiment(of: $0) == .connections }) > 0 else {
            return .inconclusive("no window was seen to be used up over old and new connections together",
                                 lacking: .exactWindows)
        }
        return .pass("\(fresh.count) new connections and the old ones shared one quota", power: "a bucket for each connection would have shown")
    }
}
