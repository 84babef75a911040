import Timeline

/// Which answers mean "limited" here: 429, and what is shown to be the limiter's other way of saying so.
///
/// Another status, or no answer at all, is the limiter's only if nothing but the limiter can have said it each time; see docs/judging.md, "Which
/// status means limited". What only comes with use is a suspicion: an outage while keys are used up looks the same.
package struct Limitation: Sendable {
    /// A way in which a target may refuse.
    enum Manner: Hashable, Sendable {
        case look(AnswerLook)
        /// No response at all.
        case silence(Cause)

        var shown: String {
            switch self {
            case .look(let look): look.shown
            case .silence(let cause): "no response (\(cause.rawValue))"
            }
        }
    }

    /// What came on used-up keys and nowhere else, and is not shown to be the limiter's.
    struct Suspicion: Sendable {
        var manner: Manner
        var count: Int
        var first: Int
    }

    private(set) var proven: Set<Manner> = []
    private(set) var suspicions: [Suspicion] = []
    /// Attempts without a response that ended together on one connection of HTTP/2: one was refused, and nobody can say which.
    private var ambiguous: Set<Int> = []

    /// The statuses among them.
    package var statuses: Set<Int> {
        Set([429] + proven.compactMap { manner in if case .look(let look) = manner { look.status } else { nil } })
    }

    init(_ attempts: some Sequence<Attempt>, _ contract: Contract) {
        // Nearly always there is nothing to suspect.
        guard attempts.contains(where: { Self.isOdd($0) }) else { return }
        ambiguous = Self.ambiguous(attempts)
        let unclear = ambiguous
        let traffic = RefusalTraffic(attempts.filter { !unclear.contains($0.index) }, contract)
        for (manner, signs) in traffic.signs.sorted(by: { $0.value.first < $1.value.first }) {
            if signs.isProof {
                proven.insert(manner)
            } else if signs.isSuspicious {
                suspicions.append(Suspicion(manner: manner, count: signs.count, first: signs.first))
            }
        }
    }

    /// True where a create ended in a way that the contract does not speak of.
    static func isOdd(_ attempt: Attempt) -> Bool {
        guard attempt.operation == .create, attempt.meaning == nil, attempt.departed != nil else { return false }
        switch attempt.outcome {
        case .responded(let response): return response.status >= 400 && ![409, 422, 429].contains(response.status)
        case .indeterminate(let cause): return silences.contains(cause)
        case .notSent: return false
        }
    }

    /// How a peer can turn a request away without a response: by closing, or by a code of HTTP/2.
    private static let silences: Set<Cause> = [.closed, .reset, .enhanceYourCalm, .refusedStream, .streamCancelled, .internalError, .protocolError]

    /// Those that were under way together on one connection and had no response.
    private static func ambiguous(_ attempts: some Sequence<Attempt>) -> Set<Int> {
        let silent = attempts.filter { attempt in
            guard attempt.connection != nil, attempt.departed != nil, case .indeterminate(let cause) = attempt.outcome else { return false }
            return silences.contains(cause)
        }
        var found: Set<Int> = []
        for connection in Dictionary(grouping: silent, by: \.connection).values where connection.count > 1 {
            let inOrder = connection.sorted { ($0.departed ?? .start) < ($1.departed ?? .start) }
            var last = inOrder[0]
            for next in inOrder.dropFirst() {
                if let departed = next.departed, departed < last.completed { found.formUnion([last.index, next.index]) }
                if next.completed > last.completed { last = next }
            }
        }
        return found
    }

    /// True where the limiter said no, whatever the operation.
    func isLimited(_ attempt: Attempt, _ looks: inout AnswerLooks) -> Bool {
        switch attempt.outcome {
        case .responded(let response):
            if let meaning = attempt.meaning { return meaning == .limited }
            if response.status == 429 { return true }
            return !proven.isEmpty && response.status >= 400 && proven.contains(.look(looks.look(of: response)))
        case .indeterminate(let cause): return !proven.isEmpty && proven.contains(.silence(cause)) && !ambiguous.contains(attempt.index)
        case .notSent: return false
        }
    }
}
