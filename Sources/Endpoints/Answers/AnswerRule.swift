package import Timeline
import WireFormat

/// What an answer must be like to mean something; every part that is given must hold.
package struct AnswerRule: Sendable, Equatable {
    /// Empty for any.
    package var statuses: [ClosedRange<Int>]
    package var header: HeaderMatch?
    package var json: JSONMatch?
    package var meaning: Meaning

    package init(statuses: [ClosedRange<Int>] = [], header: HeaderMatch? = nil, json: JSONMatch? = nil, meaning: Meaning) {
        self.statuses = statuses
        self.header = header
        self.json = json
        self.meaning = meaning
    }

    /// A header line that must be there; with a value, that value, its letter case aside.
    package struct HeaderMatch: Sendable, Equatable {
        /// In lower case.
        package var name: String
        package var value: String?
        package init(name: String, value: String?) {
            self.name = name.lowercased()
            self.value = value
        }
    }

    /// A member of a JSON body that must be there, and be neither null nor false; with a value, that value.
    package struct JSONMatch: Sendable, Equatable {
        /// `errors.0.extensions.code`: names, and numbers for places in lists.
        package var path: [String]
        package var value: String?
        package init(path: [String], value: String?) {
            self.path = path
            self.value = value
        }

        func holds(_ body: JSONValue) -> Bool {
            guard let found = body.member(path) else { return false }
            guard let value else { return found != .null && found != .bool(false) }
            switch found {
            case .string(let text): return text == value
            case .number(let number): return Double(value) == number
            case .bool(let flag): return value == String(flag)
            case .null: return value == "null"
            default: return false
            }
        }
    }

    /// True where whatever `other` takes is taken by this rule before it comes to that.
    package func shadows(_ other: AnswerRule) -> Bool {
        guard header == nil || header == other.header, json == nil || json == other.json else { return false }
        if statuses.isEmpty { return true }
        return !other.statuses.isEmpty && other.statuses.allSatisfy { theirs in
            theirs.allSatisfy { status in statuses.contains { $0.contains(status) } }
        }
    }
}

/// Rules in order: the first that fits says what an answer means.
package struct AnswerRules: Sendable, Equatable {
    package var rules: [AnswerRule]
    package init(_ rules: [AnswerRule] = []) { self.rules = rules }

    package var isEmpty: Bool { rules.isEmpty }
    /// True where bodies must be read to know what answers mean.
    package var readsBodies: Bool { rules.contains { $0.json != nil } }

    /// Nothing where no rule fits: then the status says it, 2xx admitted, 429 limited, other 4xx refused, the rest failed.
    package func meaning(of response: Response, body: [UInt8]?) -> Meaning? {
        guard !rules.isEmpty else { return nil }
        // Read at most once, and only where a rule comes to it.
        var parsed: JSONValue??
        return rules.first { rule in
            guard rule.statuses.isEmpty || rule.statuses.contains(where: { $0.contains(response.status) }) else { return false }
            if let header = rule.header {
                let values = response.values(of: header.name)
                guard header.value.map({ value in values.contains { $0.lowercased() == value.lowercased() } }) ?? !values.isEmpty else { return false }
            }
            guard let json = rule.json else { return true }
            if parsed == nil { parsed = .some(body.flatMap { JSONValue(parsing: $0) }) }
            return (parsed ?? nil).map(json.holds) ?? false
        }?.meaning
    }
}

extension JSONValue {
    /// What lies at a path: names, and numbers for places in lists.
    func member(_ path: [String]) -> JSONValue? {
        path.reduce(Optional(self)) { value, step in
            switch value {
            case .object(let members): members[step]
            case .array(let values): Int(step).flatMap { values.indices.contains($0) ? values[$0] : nil }
            default: nil
            }
        }
    }
}

extension Endpoint.CleanUp {
    /// The id of what an answer says was created; nothing where it does not say it.
    package func id(in body: [UInt8]) -> String? {
        switch JSONValue(parsing: body)?.member(id) {
        case .string(let text) where !text.isEmpty && text.utf8.count <= 512: text
        case .number(let number): Int(exactly: number).map(String.init)
        default: nil
        }
    }
}
