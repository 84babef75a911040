package import Limiters
package import Timeline

/// A part of the API that a target may have.
package enum Capability: String, Sendable, CaseIterable { case create, `import`, delete }

/// A request that a profile declares besides the ordinary one.
package struct DeclaredVariant: Sendable, Equatable {
    package var operation: Operation
    package var name: String
    /// How much of the quota it uses; nothing where that is left open.
    package var cost: Int?
    package init(operation: Operation, name: String, cost: Int?) {
        self.operation = operation
        self.name = name
        self.cost = cost
    }
}

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
    /// What a target of the leads API can do besides creating leads; nothing else is asked of it.
    package var operations: Set<Capability>
    /// What the contract says about things that a limiter may count or not.
    package var costs: Costs
    /// What the target promises to do while its store is gone; nothing where it promises nothing.
    package var outage: OutagePolicy?
    package var scope = Scope.key
    /// What is promised, all of it in force at once; empty for one fixed window of `quota` and `window`, anchored anywhere.
    ///
    /// Of others, `quota` and `window` are those of the limit that is reached first, which experiments go by.
    package var limits: [Limit] = []
    /// How many addresses of this machine requests leave from.
    package var sources = 1
    /// What the target can be asked; nothing else is sent.
    package var offered = Operation.ofLeads
    /// True for the leads API, whose refusals are known by their status.
    package var isLeads = true
    /// In the order of the profile.
    package var variants: [DeclaredVariant] = []

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

    /// True where all keys of the run draw on one count.
    package var sharesOneCount: Bool { isOneCount(scope) }

    /// True where all keys of the run draw on the one count of a limit with this scope.
    func isOneCount(_ scope: Scope) -> Bool { scope == .everyone || scope == .address && sources < 2 }

    /// True where the promise is one fixed window for each key or whatever else shares a count.
    package var promisesWindows: Bool { limits.isEmpty }

    /// What the limiter should be recognised as; nothing where several limits are in force at once.
    var promisedAlgorithm: AlgorithmClass? {
        guard let limit = limits.first else { return .fixedWindow }
        return limits.count == 1 ? AlgorithmClass(limit.kind, quota: limit.quota) : nil
    }

    /// What a limit field may say.
    package var quotas: [Int] { limits.isEmpty ? [quota] : Array(Set(limits.map(\.quota))).sorted() }

    /// After so long without a request nothing that was used is in force any more; no reset lies further ahead.
    package var memory: TimeSpan { limits.map(\.memory).max() ?? window }

    /// Puts a list of limits in the place of the short form; one fixed window that may begin anywhere stays the short form.
    package mutating func promise(_ limits: [Limit]) {
        guard let first = limits.min(by: { $0.window < $1.window }) else { return }
        (quota, window) = (first.quota, first.window)
        let isPlain = limits.count == 1 && first.kind == .fixedWindow && !first.isAtEpoch && !first.countsRefused
        self.limits = isPlain ? [] : limits
    }

    package func offers(_ operation: Operation) -> Bool { offered.contains(operation) }

    /// What a profile declares under an operation; nothing for the leads API's own.
    func variant(_ operation: Operation) -> DeclaredVariant? { variants.first { $0.operation == operation } }

    /// True where a route counts for itself.
    func isApart(_ operation: Operation) -> Bool { scope == .route && Operation.routes.contains(operation) }

    /// Other routes that draw on the same count.
    package var routes: [DeclaredVariant] { variants.filter { Operation.routes.contains($0.operation) } }

    /// The most quota that one request can use; where nobody says what a declared one costs, all of it.
    func mostCost(of operation: Operation) -> Int {
        guard let variant = variant(operation) else { return 1 }
        // Another way in is the ordinary request; a route with a count of its own uses nothing of this one.
        let isKnown = Operation.brackets.contains(operation) || isApart(operation)
        return max(1, variant.cost ?? (isKnown ? 1 : quota))
    }

    /// True where an admitted request certainly used one of the quota: what a profile declares may cost anything, or count elsewhere.
    func countsOnce(_ operation: Operation) -> Bool {
        guard let variant = variant(operation) else { return true }
        return variant.cost == 1 && !isApart(operation)
    }

    /// The request that names again what an earlier one named.
    package var duplicate: Operation? { isLeads ? .create : offers(.duplicate) ? .duplicate : nil }

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
        // What made-up keys were allowed is known from their first request on; given keys must have rested, for as long as was found while it ran.
        if !history.header.keys.contains(where: \.fresh), let silence = Self.longestSilence(history) {
            contract.window = min(window, silence * 1_000 / Self.windowsOfSilence)
        }
        return contract
    }

    /// The idleness experiment is silent for three and a half windows, and a bit.
    private static let windowsOfSilence = 3_600

    private static func longestSilence(_ history: History) -> TimeSpan? {
        let idle = Set(history.header.phases.indices.filter { history.header.phases[$0].name == ExperimentID.idle.rawValue })
        let attempts = history.attempts.filter { idle.contains($0.phase) }.sorted { $0.scheduled < $1.scheduled }
        return Dictionary(grouping: attempts, by: \.key).values.flatMap { key in zip(key, key.dropFirst()).map { $1.scheduled - $0.completed } }.max()
    }
}
