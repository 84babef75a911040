import Limiters
import Timeline

/// Finds requests that came while a limit certainly had room, whatever the network did.
///
/// All that may have been charged is charged, as late as it can have been before the request in question: charging later never leaves more
/// room. What was under way with it is charged before it.
struct RoomSearch {
    private let envelope: Envelope
    private let clock: ClockOffset?

    init(_ envelope: Envelope, _ clock: ClockOffset?) {
        self.envelope = envelope
        self.clock = clock
    }

    /// What may have been charged, in the order in which it is needed, whatever phase is looked at.
    private struct Account {
        var departures: [(at: RunInstant, cost: Int)]
        var ends: [(at: RunInstant, cost: Int)] = []
        /// What is not known to have been admitted may have been refused, and have begun a block.
        var blocking: [Charge]

        init(_ traffic: CountTraffic, _ envelope: Envelope) {
            var uses = traffic.possible
            if envelope.limit.countsRefused {
                uses += traffic.refusals.map { Charge(from: $0.earliest, to: $0.latest, cost: 1, observation: $0) }
            }
            departures = uses.map { (at: $0.from, cost: $0.cost) }.sorted { $0.at < $1.at }
            ends = uses.compactMap { use in use.to.map { (at: $0, cost: use.cost) } }.sorted { $0.at < $1.at }
            blocking = envelope.ban == nil ? [] : traffic.possible.filter { $0.observation.kind != .admitted }
        }
    }

    /// The numbers of the decisions of a stretch at which room for one more was certain; what was charged itself is left out of its own account.
    func certain(in traffic: CountTraffic) -> Set<Int> {
        guard let known = traffic.knownFrom else { return [] }
        let memory = envelope.limit.memory + Contract.drift(over: envelope.limit.memory)
        // Nothing that was used before anybody watched may still be in force.
        let asked = traffic.decided.filter { $0.latest != nil && (known == .distantPast || $0.earliest - known >= memory) }
        guard !asked.isEmpty else { return [] }
        if envelope.limit.kind == .leakyQueue { return certainOfQueue(asked, traffic) }
        guard let stingy = envelope.stingy else { return [] }
        guard case .none = envelope.grid else { return everywhere(stingy, asked, traffic) }
        return run(stingy, asked, Account(traffic, envelope), TimeMap(widening: envelope.slack, pace: .slower))
    }

    /// Fewer under way than can wait.
    private func certainOfQueue(_ asked: [Observation], _ traffic: CountTraffic) -> Set<Int> {
        Set(asked.filter { one in
            guard let latest = one.latest else { return false }
            let underWay = traffic.possible.lazy.filter { charge in
                // What something in front of the server answered, or what was sent again, may wait there all the same.
                let isKnown = charge.observation.kind == .admitted && charge.observation.attempt.resends == 0
                let end = charge.to.map { isKnown ? $0 : $0 + envelope.limit.memory }
                return charge.observation !== one && charge.from < latest && (end.map { $0 > one.earliest - envelope.slack } ?? true)
            }
            return underWay.reduce(0) { $0 + $1.cost } < envelope.limit.quota
        }.map(\.attempt.index))
    }

    private func everywhere(_ model: any Limiter, _ asked: [Observation], _ traffic: CountTraffic) -> Set<Int> {
        guard traffic.possible.count + asked.count <= PhaseCell.mostRequests, let first = asked.first, let last = asked.last else { return [] }
        let begin = min(first.earliest, traffic.possible.first?.from ?? first.earliest)
        let drift = Contract.drift(over: last.earliest - begin)
        var open = [(cell: PhaseCell.all(of: envelope, clock, from: begin, to: last.earliest), undecided: asked)]
        let account = Account(traffic, envelope)
        var looks = 0
        // What no phase rules out is proven; what is undecided in some cell is looked at in its halves.
        var proven = Set(asked.map(\.attempt.index))
        while let (cell, undecided) = open.popLast(), !proven.isEmpty {
            looks += 1
            let left = undecided.filter { proven.contains($0.attempt.index) }
            guard !left.isEmpty else { continue }
            let widened = TimeMap(widening: drift + envelope.slack + cell.half, shift: cell.middle)
            let certain = run(model, left, account, widened)
            let doubtful = left.filter { !certain.contains($0.attempt.index) }
            guard !doubtful.isEmpty else { continue }
            let exact = run(model, doubtful, account, TimeMap(widening: drift + envelope.slack, shift: cell.middle))
            let isTooFine = looks >= PhaseCell.most || cell.isFine
            for one in doubtful where isTooFine || !exact.contains(one.attempt.index) { proven.remove(one.attempt.index) }
            let rest = doubtful.filter { proven.contains($0.attempt.index) }
            if !rest.isEmpty { open += cell.halves.map { ($0, rest) } }
        }
        return proven
    }

    /// Charges what may have been charged by the time of each question, and looks; `asked` in order of departure.
    private func run<Model: Limiter>(_ fresh: Model, _ asked: [Observation], _ account: Account, _ map: TimeMap) -> Set<Int> {
        var model = fresh
        var (gone, done, gonePlace, donePlace) = (0, 0, 0, 0)
        var blockedUntil = RunInstant.distantPast
        var found: Set<Int> = []
        for one in asked {
            guard let latest = one.latest else { continue }
            let (first, last) = (map.early(one.earliest), map.late(latest))
            while donePlace < account.ends.count, case let end = account.ends[donePlace], map.late(end.at) <= first {
                model.charge(end.cost, to: "", at: map.late(end.at))
                done += end.cost
                donePlace += 1
            }
            while gonePlace < account.departures.count, map.early(account.departures[gonePlace].at) < last {
                gone += account.departures[gonePlace].cost
                gonePlace += 1
            }
            let own = one.kind != .limited || envelope.limit.countsRefused ? 1 : 0
            var looked = model
            let underWay = gone - done - own
            if underWay > 0 { looked.charge(underWay, to: "", at: first) }
            let hasRoom = looked.standing(of: "", at: first).remaining >= 1
            if let until = account.blocking.lazy.filter({ $0.from < latest }).map({ $0.to ?? .distantFuture }).max() {
                blockedUntil = max(blockedUntil, blockEnd(after: until))
            }
            if hasRoom, one.earliest >= blockedUntil { found.insert(one.attempt.index) }
            // A refusal for want of quota blocks; one within the block does not prolong it.
            if one.kind == .limited, !hasRoom { blockedUntil = max(blockedUntil, blockEnd(after: latest)) }
        }
        return found
    }

    /// The latest that a block can end which began by then; before everything where refusals do not block.
    private func blockEnd(after instant: RunInstant) -> RunInstant {
        envelope.ban.map { instant + $0 + Contract.drift(over: $0) } ?? .distantPast
    }
}
