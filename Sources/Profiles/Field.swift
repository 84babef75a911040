import LoadEngine
import Timeline
import Yams

/// One place of a document, by its path; every reading reports what is wrong and goes on.
struct Field {
    let document: Document
    let path: String
    /// Nothing where the profile does not have it.
    let node: Node?

    init(_ document: Document) {
        self.init(document, "", document.root)
    }

    private init(_ document: Document, _ path: String, _ node: Node?) {
        self.document = document
        self.path = path
        self.node = node
    }

    var isPresent: Bool { node != nil && node?.null == nil }

    subscript(_ name: String) -> Field {
        Field(document, path.isEmpty ? name : "\(path).\(name)", node?.mapping?[Node(name)])
    }

    func report(_ what: String, _ remedy: String) { document.report(path, at: node, what, remedy) }

    /// Reports every name that is not among these, with the one that was probably meant.
    func allow(_ names: [String]) {
        guard isPresent else { return }
        guard let mapping = node?.mapping else {
            report("this must be a mapping", "Write one of \(names.joined(separator: ", ")) below it.")
            return
        }
        for (key, _) in mapping {
            let name = key.string ?? ""
            guard !names.contains(name) else { continue }
            let near = names.min { Self.distance($0, name) < Self.distance($1, name) }
            let guess = near.flatMap { Self.distance($0, name) <= max(2, name.count / 3) ? "Did you mean \"\($0)\"?" : nil }
            document.report(path.isEmpty ? name : "\(path).\(name)", at: key, "unknown field \"\(name)\"",
                            guess ?? "Known fields here: \(names.joined(separator: ", ")).")
        }
    }

    var items: [Field] {
        guard isPresent else { return [] }
        guard let sequence = node?.sequence else {
            report("this must be a list", "Put a dash before each item.")
            return []
        }
        return sequence.enumerated().map { Field(document, "\(path).\($0.offset)", $0.element) }
    }

    /// The names of a mapping's members, in their order; nothing where it is no mapping.
    var names: [String]? { node?.mapping.map { mapping in mapping.keys.map { $0.string ?? "" } } }

    var isList: Bool { node?.sequence != nil }

    /// The text of a single value, without any report.
    var rawText: String? { node?.scalar?.string }

    /// A text, or the default; `required` reports its absence.
    func text(default value: String? = nil) -> String? {
        guard isPresent else {
            if value == nil { report("\(name) is missing", "Add it.") }
            return value
        }
        guard let text = node?.scalar?.string, !text.isEmpty else {
            report("\(name) must be a text", "Write a single value.")
            return value
        }
        return text
    }

    func whole(_ range: ClosedRange<Int>, default value: Int? = nil) -> Int? {
        scalar(default: value, "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func share(default value: Double? = nil) -> Double? { percent(upTo: 100, default: value) }

    /// `12.5%` as 0.125.
    func percent(upTo most: Double, default value: Double? = nil) -> Double? {
        scalar(default: value, "a share between 0% and \(Int(most))%") { text in
            guard text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...most).contains(percent) else { return nil }
            return percent / 100
        }
    }

    /// Above zero and below one.
    func probability() -> Double? {
        scalar(default: nil, "a number between 0 and 1, such as 0.95") { text in Double(text).flatMap { $0 > 0 && $0 < 1 ? $0 : nil } }
    }

    func flag(default value: Bool) -> Bool {
        scalar(default: value, "true or false") { ["true": true, "false": false][$0] } ?? value
    }

    /// A duration above zero, or from zero where that is allowed.
    func duration(default value: TimeSpan? = nil, orZero: Bool = false, upTo longest: TimeSpan = Quantities.longest) -> TimeSpan? {
        scalar(default: value, "a duration \(orZero ? "of zero or more" : "above zero"), such as 60s, 500ms or 2m") { text in
            Quantities.duration(text).flatMap { $0 > .zero || (orZero && $0 == .zero) ? ($0 <= longest ? $0 : nil) : nil }
        }
    }

    func rate() -> Rate? {
        scalar(default: nil, "a rate above zero, such as 50/s or 100/min") { text in
            Quantities.rate(text).flatMap { $0.count > 0 && $0.perSecond <= 10_000_000 ? $0 : nil }
        }
    }

    func choice<Value>(_ values: [(name: String, value: Value)], default value: Value? = nil) -> Value? {
        scalar(default: value, "one of \(values.map(\.name).joined(separator: ", "))") { text in values.first { $0.name == text }?.value }
    }

    private func scalar<Value>(default value: Value?, _ wanted: String, _ read: (String) -> Value?) -> Value? {
        guard isPresent else {
            if value == nil { report("\(name) is missing", "Give \(wanted).") }
            return value
        }
        guard let text = node?.scalar?.string, let result = read(text) else {
            let found = node?.scalar.map { "\"\($0.string)\"" } ?? "not a single value"
            let problem = node?.scalar.flatMap { wanted.hasPrefix("a duration") ? Quantities.unitProblem($0.string) : nil }
            report("\(name) is \(found)\(problem.map { ": \($0)" } ?? "")", "Give \(wanted).")
            return value
        }
        return result
    }

    private var name: String { path.split(separator: ".").last.map(String.init) ?? "the profile" }

    /// How many letters must be added, removed or changed (Levenshtein).
    private static func distance(_ a: String, _ b: String) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let change = diagonal + (x == y ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
