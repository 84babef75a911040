import Endpoints
import Timeline

/// Reads `answers`: ordered rules, each with what it looks at and what that means.
struct AnswerReader {
    let root: Field

    func read() -> AnswerRules {
        let fields = root.items
        var rules: [(field: Field, rule: AnswerRule)] = []
        for field in fields.prefix(Self.most) {
            guard let rule = rule(field) else { continue }
            if let other = rules.first(where: { $0.rule.shadows(rule) }) {
                field.report("the rule can never fit: \(other.field.path) takes whatever it would take", "Put the narrower rule first, or remove it.")
            }
            rules.append((field, rule))
        }
        if fields.count > Self.most { root.report("there are more than \(Self.most) rules", "Use fewer.") }
        return AnswerRules(rules.map(\.rule))
    }

    private static let most = 100

    private func rule(_ field: Field) -> AnswerRule? {
        field.allow(["status", "header", "json", "means"])
        let meaning = field["means"].choice(Meaning.allCases.map { ($0.rawValue, $0) })
        let statuses = statuses(field["status"])
        let header = match(field["header"], ["name", "value"]).map { AnswerRule.HeaderMatch(name: $0, value: $1) }
        let json = match(field["json"], ["path", "value"]).map { path, value in
            AnswerRule.JSONMatch(path: path.split(separator: ".", omittingEmptySubsequences: false).map(String.init), value: value)
        }
        guard let meaning, let statuses else { return nil }
        guard field["status"].isPresent || header != nil || json != nil else {
            field.report("a rule needs something to look at", "Give status, header or json; what no rule fits is judged by its status.")
            return nil
        }
        if let json, json.path.contains("") {
            field["json"].report("an empty step in the path", "Write names, and numbers for places in lists, with dots between them: errors.0.code.")
            return nil
        }
        return AnswerRule(statuses: statuses, header: header, json: json, meaning: meaning)
    }

    /// `429`, `4xx`, or a list of those; empty for any, nothing where it cannot be read.
    private func statuses(_ field: Field) -> [ClosedRange<Int>]? {
        guard field.isPresent else { return [] }
        let fields = field.isList ? field.items : [field]
        let read = fields.compactMap { item -> ClosedRange<Int>? in
            let text = item.rawText ?? ""
            if text.count == 3, text.hasSuffix("xx"), let digit = text.first?.wholeNumberValue, (1...5).contains(digit) { return digit * 100...digit * 100 + 99 }
            if let status = Int(text), (100...599).contains(status) { return status...status }
            item.report("\"\(text)\" is no status", "Give one from 100 to 599, a class such as 4xx, or a list of those.")
            return nil
        }
        return read.count == fields.count && !read.isEmpty ? read : nil
    }

    /// A name alone, or `{ name: …, value: … }`.
    private func match(_ field: Field, _ names: [String]) -> (String, String?)? {
        guard field.isPresent else { return nil }
        if let text = field.rawText { return (text, nil) }
        field.allow(names)
        guard let name = field[names[0]].text() else { return nil }
        return (name, field[names[1]].isPresent ? field[names[1]].text() : nil)
    }
}
