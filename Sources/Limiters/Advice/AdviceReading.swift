import RawStructuredFieldValues
package import Timeline

/// What one response says about the limit, as it was spelled and as it was understood.
///
/// The readings are raw, so that a check can say what is wrong with a value; the times are exact and only there where a value obeys its kind.
package struct AdviceReading: Sendable, Equatable {
    package var limit = FieldReading.absent
    package var remaining = FieldReading.absent
    package var reset = FieldReading.absent
    package var retryAfter: FieldReading
    /// The instant that the reset names, in the kinds that name one.
    package var resetAt: WallInstant?
    /// How far off the reset is, in the kinds that count from now.
    package var resetIn: TimeSpan?
    /// How long the window is, where a policy says so.
    package var policyWindow: TimeSpan?

    package init(_ response: Response, _ fields: Dialect.Fields) {
        retryAfter = response.retryAfter
        switch fields.shape {
        case .separate, .list: readSeparate(response, fields)
        case .windowed: readWindowed(response, fields)
        case .dictionary: readDictionary(response, fields)
        case .items: readItems(response, fields)
        case .usedOfLimit: readUsedOfLimit(response.lines(fields.limit))
        }
        switch reset.time(as: fields.resetKind) {
        case .at(let instant): resetAt = instant
        case .after(let span): resetIn = span
        case nil: break
        }
    }

    /// `100`, or as the early drafts have it `100, 100;w=60`.
    private mutating func readSeparate(_ response: Response, _ fields: Dialect.Fields) {
        let lines = response.lines(fields.limit)
        limit = FieldReading(lines)
        remaining = FieldReading(response.lines(fields.remaining))
        reset = FieldReading(response.lines(fields.reset))
        var policies = fields.policy.flatMap { StructuredField.items(response.values(of: $0)) }
        if fields.shape == .list, lines.count == 1, let items = StructuredField.items(lines), let first = items.first, first.whole != nil {
            limit = FieldReading(first.rfc9651BareItem)
            policies = items
        }
        policyWindow = Self.window(of: limit, in: policies) ?? response.lines(fields.period).first.flatMap(Period.parse)
    }

    /// `100;w=60` and `99;w=60`
    private mutating func readWindowed(_ response: Response, _ fields: Dialect.Fields) {
        let items = [fields.limit, fields.remaining].map { StructuredField.items(response.lines($0)) }
        func number(_ items: [Item]?, _ name: String?) -> FieldReading {
            let first = items?.count == 1 ? items?[0] : nil
            return first?.whole == nil ? FieldReading(response.lines(name)) : FieldReading(first?.rfc9651BareItem)
        }
        (limit, remaining) = (number(items[0], fields.limit), number(items[1], fields.remaining))
        reset = FieldReading(response.lines(fields.reset))
        policyWindow = Self.window(of: limit, in: items[0] ?? items[1])
    }

    /// `limit=100, remaining=50, reset=30`
    private mutating func readDictionary(_ response: Response, _ fields: Dialect.Fields) {
        let lines = response.lines(fields.limit)
        guard !lines.isEmpty else { return }
        guard let members = StructuredField.dictionary(lines) else {
            (limit, remaining, reset) = (.broken(lines), .broken(lines), .broken(lines))
            return
        }
        (limit, remaining, reset) = (FieldReading(members["limit"]), FieldReading(members["remaining"]), FieldReading(members["reset"]))
        policyWindow = Self.window(of: limit, in: StructuredField.items(response.lines(fields.policy)))
    }

    /// `"default";r=50;t=30` with `"default";q=100;w=60`: the first limit of several, and its policy.
    private mutating func readItems(_ response: Response, _ fields: Dialect.Fields) {
        let limitLines = response.lines(fields.remaining)
        let policyLines = response.lines(fields.policy)
        var name: RFC9651BareItem?
        if let items = StructuredField.items(limitLines) {
            name = items.first?.rfc9651BareItem
            remaining = FieldReading(items.first?.rfc9651Parameters["r"])
            reset = FieldReading(items.first?.rfc9651Parameters["t"])
        } else {
            (remaining, reset) = (.broken(limitLines), .broken(limitLines))
        }
        if let items = StructuredField.items(policyLines) {
            let policy = items.first { $0.rfc9651BareItem == name } ?? items.first
            limit = FieldReading(policy?.rfc9651Parameters["q"])
            policyWindow = policy?.window
        } else {
            limit = .broken(policyLines)
        }
    }

    /// `32/40`
    private mutating func readUsedOfLimit(_ lines: [String]) {
        let parts = lines.first?.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) ?? []
        guard lines.count == 1, parts.count == 2, let used = Decimal.digits(parts[0]), let most = Decimal.digits(parts[1]) else {
            (limit, remaining) = (.broken(lines), .broken(lines))
            return
        }
        limit = .number(most)
        remaining = used <= most ? .number(most - used) : .signed(most - used)
    }

    /// The window of the policy that has this limit for its quota, or else of the first that has a window.
    private static func window(of limit: FieldReading, in policies: [Item]?) -> TimeSpan? {
        // Taken apart first: comparing the items in place crashes the optimiser of Swift 6.3.1.
        let timed = (policies ?? []).compactMap { policy in policy.window.map { (quota: policy.whole, window: $0) } }
        return (timed.first { $0.quota == limit.value } ?? timed.first)?.window
    }
}

extension Item {
    fileprivate var whole: Int? { rfc9651BareItem.whole }
    fileprivate var window: TimeSpan? { rfc9651Parameters["w"]?.whole.flatMap { $0 > 0 ? .seconds($0) : nil } }
}

extension FieldReading {
    /// A field that carries several parts and cannot be taken apart: each part shows all of it, so that a message can quote it.
    fileprivate static func broken(_ lines: [String]) -> FieldReading {
        lines.count > 1 ? .repeated(lines) : lines.first.map { .text($0) } ?? .absent
    }
}

extension Response {
    fileprivate func lines(_ name: String?) -> [String] { name.map { values(of: $0) } ?? [] }
}
