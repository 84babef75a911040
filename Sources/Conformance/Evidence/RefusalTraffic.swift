import Limiters
import Timeline

/// How odd answers lie among the creates of every key: after use, or anywhere.
///
///     201 201 … 201 │503 503 503 … 503│ 201        a block: no create of the key is admitted in between
///                        201 on another key       what keeps an outage from having caused the block
struct RefusalTraffic {
    private(set) var signs: [Limitation.Manner: RefusalSigns] = [:]

    private let contract: Contract
    /// Creates that were admitted on keys with much room, in order of departure.
    private var served: [Served] = []

    private struct Served { var departed, head: RunInstant, key: Int }

    private struct Event {
        var attempt: Attempt
        /// Nothing for a plain 429.
        var manner: Limitation.Manner?
        /// The whole quota had certainly been used.
        var isOver: Bool
        /// Less than half of the quota can have been used.
        var hasRoom: Bool
    }

    init(_ attempts: some Sequence<Attempt>, _ contract: Contract) {
        self.contract = contract
        var looks = AnswerLooks()
        var blocks: [(events: [Event], before: Attempt?)] = []
        var over = 0
        for attempts in Dictionary(grouping: attempts.filter { $0.departed != nil }, by: \.key).values {
            let creates = attempts.filter { $0.operation == .create }.sorted { $0.index < $1.index }
            let use = KeyUse(attempts, creates, contract)
            var block: [Event] = []
            var before: Attempt?
            for create in creates {
                if create.isAdmitted {
                    if use.hasRoom(at: create), let departed = create.departed, let head = create.head {
                        served.append(Served(departed: departed, head: head, key: create.key))
                    }
                    if !block.isEmpty { blocks.append((block, before)) }
                    (block, before) = ([], create)
                } else if create.isStatedLimit || Limitation.isOdd(create) {
                    let manner = create.isStatedLimit ? nil : Self.manner(create, &looks)
                    block.append(Event(attempt: create, manner: manner, isOver: use.isOver(at: create), hasRoom: use.hasRoom(at: create)))
                }
            }
            if !block.isEmpty { blocks.append((block, before)) }
        }
        served.sort { $0.departed < $1.departed }
        for block in blocks {
            over += block.events.count(where: \.isOver)
            note(block.events, after: block.before)
        }
        let plain = blocks.flatMap(\.events).filter { $0.manner == nil }
        let shapes = Set(plain.compactMap { $0.attempt.response.map { looks.look(of: $0) } })
        for manner in signs.keys {
            signs[manner]?.overAll = over
            signs[manner]?.is429Used = !plain.isEmpty
            guard case .look(let look) = manner, let members = look.members, !members.isEmpty else { continue }
            signs[manner]?.speaksLike429 = shapes.contains { $0.mediaType == look.mediaType && $0.members == members }
        }
    }

    private static func manner(_ create: Attempt, _ looks: inout AnswerLooks) -> Limitation.Manner? {
        switch create.outcome {
        case .responded(let response): .look(looks.look(of: response))
        case .indeterminate(let cause), .notSent(let cause): .silence(cause)
        }
    }

    private mutating func note(_ block: [Event], after before: Attempt?) {
        let manners = Set(block.map(\.manner))
        let isStray = block[0].manner != nil && block[0].hasRoom
        var run = 0
        var last: Limitation.Manner?
        for event in block {
            guard let manner = event.manner else { last = nil; continue }
            run = manner == last ? run + 1 : 1
            last = manner
            signs[manner, default: RefusalSigns(manner)].note(event.attempt, isOver: event.isOver, isStray: isStray, run: run, contract)
        }
        guard let manner = block[block.count - 1].manner else {
            for manner in manners.compactMap(\.self) { signs[manner]?.mixed += 1 }
            return
        }
        let tail = Array(block.drop { $0.manner == nil })
        guard tail.allSatisfy({ $0.manner == manner }) else {
            for manner in manners.compactMap(\.self) { signs[manner]?.mixed += 1 }
            return
        }
        let isBan = tail.count < block.count
        guard tail.count >= RefusalSigns.shortestBlock, isBan || block[0].isOver else { return }
        let (gaps, isPrompt) = (gaps(in: tail), isPrompt(tail[0], after: before))
        signs[manner]?.noteBlock(key: block[0].attempt.key, isBan: isBan, gaps: gaps, isPrompt: isPrompt)
    }

    /// True where the first refusal came right behind the last admission.
    private func isPrompt(_ first: Event, after before: Attempt?) -> Bool {
        guard let head = before?.head, let departed = first.attempt.departed else { return false }
        return departed - head <= contract.window / 20
    }

    /// Between how many neighbours of a block another key with room was served: no outage can have lasted over those.
    private func gaps(in block: [Event]) -> Int {
        zip(block, block.dropFirst()).count { one, next in
            guard let until = next.attempt.departed else { return false }
            let from = one.attempt.head ?? one.attempt.completed
            let first = served.partitioningIndex { $0.departed >= from }
            return served[first...].prefix { $0.departed < until }.contains { $0.head <= until && $0.key != one.attempt.key }
        }
    }
}

/// How much of a key's quota was used before a create, as far as its answers show.
private struct KeyUse {
    private let contract: Contract
    private let heads: [RunInstant]
    private let departures: [RunInstant]

    init(_ attempts: [Attempt], _ creates: [Attempt], _ contract: Contract) {
        self.contract = contract
        heads = creates.filter(\.isAdmitted).compactMap(\.head).sorted()
        departures = attempts.filter { (200...499).contains($0.response?.status ?? 0) && !$0.isStatedLimit && !Limitation.isOdd($0) }
            .compactMap(\.departed).sorted()
    }

    /// True where the whole quota was certainly used within one window before it.
    func isOver(at create: Attempt) -> Bool {
        guard let departed = create.departed else { return false }
        let since = departed - contract.shortestWindow
        return heads.partitioningIndex { $0 > departed } - heads.partitioningIndex { $0 > since } >= contract.quota
    }

    /// True where less than half of the quota was used within one window before it.
    func hasRoom(at create: Attempt) -> Bool {
        guard let departed = create.departed else { return false }
        let until = create.head ?? create.completed
        let used = departures.partitioningIndex { $0 >= until } - departures.partitioningIndex { $0 > departed - contract.longestWindow }
        return (create.isAdmitted ? used - 1 : used) * 2 < contract.quota
    }
}
