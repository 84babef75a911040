import RawStructuredFieldValues
package import Timeline

/// The fields `RateLimit` and `RateLimit-Policy` of one response, read leniently and held against their syntax.
///
/// Source: draft-ietf-httpapi-ratelimit-headers from draft 08 on, over RFC 9651. Parameters that it does not know mean nothing here.
package struct RateLimitFields: Sendable, Equatable {
    package enum Shape: String, Sendable {
        case absent
        /// Draft 08 and later: named items with parameters.
        case items
        /// Draft 07: `limit=100, remaining=50, reset=30`.
        case dictionary
        /// Drafts up to 06: `RateLimit-Limit` and its siblings; a dialect reads those.
        case separate
    }

    package struct Policy: Sendable, Equatable {
        /// Empty where it has none, as in the drafts up to 07.
        package var name: String
        package var quota: Int?
        package var window: TimeSpan?
        package var unit: String?
    }

    package struct ServiceLimit: Sendable, Equatable {
        package var name: String
        package var remaining: Int?
        package var resetIn: TimeSpan?
    }

    package var shape: Shape
    package var policies: [Policy] = []
    package var limits: [ServiceLimit] = []
    /// What is wrong, in words for a person; empty where all is sound.
    package var problems: [String] = []
    /// True where a policy is a number, as in the drafts up to 07.
    private var isPolicyUnnamed = false

    static let limitField = "ratelimit"
    static let policyField = "ratelimit-policy"
    private static let older = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"]

    package init(_ response: Response) {
        let limitLines = response.values(of: Self.limitField)
        let policyLines = response.values(of: Self.policyField)
        if limitLines.isEmpty {
            let isOlder = Self.older.contains { response.first($0) != nil }
            shape = isOlder ? .separate : policyLines.isEmpty ? .absent : .items
            // Draft 06 may send the policy alone, too; it has numbers where later ones have names.
            if !isOlder, Self.isUnnamed(policyLines) { shape = .separate }
            readPolicies(policyLines)
            return
        }
        let members = StructuredField.list(limitLines)
        if members == nil, let dictionary = StructuredField.dictionary(limitLines), !Self.parts.isDisjoint(with: dictionary.keys) {
            shape = .dictionary
            readPolicies(policyLines)
            readDictionary(dictionary)
            return
        }
        shape = .items
        readPolicies(policyLines)
        readLimits(members)
        compare()
    }

    private static let parts: Set<String> = ["limit", "remaining", "reset"]

    private static func isUnnamed(_ policyLines: [String]) -> Bool {
        guard let members = StructuredField.list(policyLines), !members.isEmpty else { return false }
        return members.allSatisfy { if case .item(let item) = $0 { item.rfc9651BareItem.whole != nil } else { false } }
    }

    // MARK: RateLimit-Policy

    private mutating func readPolicies(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        for (place, item) in items(StructuredField.list(lines), of: "RateLimit-Policy") {
            let parameters = item.rfc9651Parameters
            let window = parameters["w"]
            if let window, (window.whole ?? 0) <= 0 { problems.append("\(place): w is \(window.kind), not a positive number of seconds") }
            var policy = Policy(name: "", window: window?.whole.flatMap { $0 > 0 ? .seconds($0) : nil })
            // By their own look: a number is a policy of the drafts up to 07, whatever stands beside it.
            if item.rfc9651BareItem.whole != nil {
                isPolicyUnnamed = true
                policy.quota = number(item.rfc9651BareItem, "quota", place)
            } else {
                policy.name = name(item, place)
                policy.quota = number(parameters["q"], "q", place)
            }
            switch parameters["qu"] {
            case .string(let unit), .token(let unit): policy.unit = unit
            default: break
            }
            policies.append(policy)
        }
    }

    // MARK: RateLimit

    private mutating func readLimits(_ members: [ItemOrInnerList]?) {
        for (place, item) in items(members, of: "RateLimit") {
            let parameters = item.rfc9651Parameters
            var limit = ServiceLimit(name: name(item, place), remaining: number(parameters["r"], "r", place))
            if let reset = parameters["t"] { limit.resetIn = number(reset, "t", place).map { .seconds($0) } }
            limits.append(limit)
        }
    }

    private mutating func readDictionary(_ members: [String: RFC9651BareItem]) {
        let quota = number(members["limit"], "limit", "RateLimit")
        let limit = ServiceLimit(name: "", remaining: number(members["remaining"], "remaining", "RateLimit"),
                                 resetIn: number(members["reset"], "reset", "RateLimit").map { .seconds($0) })
        limits = [limit]
        if policies.isEmpty { policies = [Policy(name: "", quota: quota)] }
        if let quota, let remaining = limit.remaining, remaining > quota {
            problems.append("RateLimit: remaining is \(remaining), more than the limit of \(quota)")
        }
    }

    /// What holds between the two fields; a response need not carry both.
    private mutating func compare() {
        guard !policies.isEmpty else { return }
        if isPolicyUnnamed {
            problems.append("RateLimit-Policy is written as the drafts up to 07 have it, and RateLimit as those from 08 on")
            return
        }
        for limit in limits {
            guard let policy = policies.first(where: { $0.name == limit.name }) else {
                problems.append("RateLimit: \"\(limit.name)\" names no policy of RateLimit-Policy")
                continue
            }
            if let remaining = limit.remaining, let quota = policy.quota, remaining > quota {
                problems.append("RateLimit: r of \"\(limit.name)\" is \(remaining), more than its quota of \(quota)")
            }
        }
    }

    // MARK: Parts

    private mutating func items(_ members: [ItemOrInnerList]?, of field: String) -> [(place: String, item: Item)] {
        guard let members else { problems.append("\(field) is no List of structured fields (RFC 9651)"); return [] }
        if members.isEmpty { problems.append("\(field) is empty") }
        return members.enumerated().compactMap { position, member in
            let place = members.count == 1 ? field : "\(field), item \(position + 1)"
            switch member {
            case .item(let item): return (place, item)
            case .innerList: problems.append("\(place): an inner list, not a String"); return nil
            }
        }
    }

    private mutating func name(_ item: Item, _ place: String) -> String {
        switch item.rfc9651BareItem {
        case .string(let name): return name
        case .token(let name):
            // As the draft's own examples have it.
            problems.append("\(place): item is not a String but the token \(name)")
            return name
        default:
            problems.append("\(place): item is not a String but \(item.rfc9651BareItem.kind)")
            return ""
        }
    }

    /// A whole number that must be there and not negative.
    private mutating func number(_ item: RFC9651BareItem?, _ name: String, _ place: String) -> Int? {
        guard let item else { problems.append("\(place): \(name) is missing"); return nil }
        guard let value = item.whole, value >= 0 else { problems.append("\(place): \(name) is \(item.kind), not a whole number ≥ 0"); return nil }
        return value
    }
}
