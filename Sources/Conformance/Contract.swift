package import Limiters
package import Timeline

/// A part of the API that a target may have.
package enum Capability: String, Sendable, CaseIterable { case create, `import`, delete }

/// What is done with requests while the counters cannot be reached.
package enum OutagePolicy: String, Sendable, CaseIterable { case open, closed }

/// How much quota a request uses that was refused for another reason than the limit; nothing where the contract leaves it open.
package struct Costs: Sendable, Equatable {
    package var conflict: Int?
    package var invalid: Int?
    package init(conflict: Int? = nil, invalid: Int? = nil) {
        self.conflict = conflict
        self.invalid = invalid
    }
}

/// What a limiter promises: the yardstick of every check.
package struct Contract: Sendable, Equatable {
    /// Requests for each key and window.
    package var quota: Int
    package var window: TimeSpan
    package var dialect: Dialect
    /// True where the dialect is to be recognised from the responses.
    package var findsDialect = false
    /// Fields that were to be recognised and are written in no dialect that is known.
    package var unreadFields: UnreadFields?
    /// True where quota and window are not promised but to be found out; the numbers are then the tool's own first guess.
    package var isOpen = false
    /// True where quota and window are not promised but were read from the limiter's fields and seen to be so, before the run.
    package var isObserved = false
    /// What the target can do besides creating leads; nothing else is asked of it.
    package var operations: Set<Capability>
    /// What the contract says about things that a limiter may count or not.
    package var costs: Costs
    /// What the target promises to do while its store is gone; nothing where it promises nothing.
    package var outage: OutagePolicy?

    package init(
        quota: Int, window: TimeSpan, dialect: Dialect, operations: Set<Capability> = [], costs: Costs = Costs(), outage: OutagePolicy? = nil
    ) {
        self.quota = quota
        self.window = window
        self.dialect = dialect
        self.operations = operations
        self.costs = costs
        self.outage = outage
    }

    /// The dialect by name; `none` only where the contract says so.
    package var dialectName: String {
        guard findsDialect, dialect.fields == nil else { return dialect.id }
        return unreadFields == nil ? "auto: no fields seen" : "auto: not recognised"
    }

    /// False where the target is known to send no rate-limit fields.
    package var promisesAdvice: Bool { dialect.fields != nil }

    /// How far two clocks may drift apart over a span, in either direction: 1,000 parts per million of it.
    ///
    /// A disciplined clock stays within 15 ppm (RFC 5905), but one that is being corrected is slewed: the kernel does that by up to 500 ppm, on
    /// either side. A thousandth of the server's span is a 999th of ours.
    package static func drift(over span: TimeSpan) -> TimeSpan {
        let magnitude = span.nanoseconds.magnitude
        return TimeSpan(nanoseconds: Int64(magnitude / 999 + (magnitude > 0 ? 1 : 0)))
    }

    /// False where some resets of one key lie closer together than windows end: then equal ones name no window either.
    ///
    /// Resets are rounded to whole seconds, one way or the other.
    func canBeWindows(_ resets: [Int]) -> Bool {
        let sorted = Set(resets).sorted()
        return zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 >= window.secondsRoundedDown }
    }

    /// The longest that one window can last on our clock.
    package var longestWindow: TimeSpan { window + Self.drift(over: window) }
    /// The shortest that one window can last on our clock.
    package var shortestWindow: TimeSpan { window - Self.drift(over: window) }
}

extension Contract {
    /// The contract with the dialect that the responses speak, where it was left to be recognised.
    func findingDialect(in history: History) -> Contract {
        guard findsDialect else { return self }
        var contract = self
        let recognition = DialectDetector.recognise(history.attempts.compactMap(\.response))
        contract.dialect = recognition.dialect ?? .none
        if case .unread(let fields) = recognition { contract.unreadFields = fields }
        return contract
    }

    /// A first guess at the quota of an open contract: what one key was given before it was first refused.
    func guessing(from history: History) -> Contract {
        let firsts = Dictionary(grouping: history.attempts.filter { $0.operation == .create }, by: \.key).values.compactMap { attempts -> Int? in
            let admitted = attempts.prefix(while: \.isAdmitted).count
            return admitted < attempts.count ? admitted : nil
        }
        var contract = self
        if let most = firsts.max() { contract.quota = max(1, most) }
        return contract
    }
}
