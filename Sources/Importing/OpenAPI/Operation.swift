/// One operation of a document.
struct Operation {
    var method: String
    var path: String
    /// What applies to all operations of the path.
    var item: JSONValue
    var value: JSONValue

    /// Such as `paths./orders.post`.
    var place: String { "paths.\(path).\(method.lowercased())" }
    var id: String? { value["operationId"]?.text }

    /// As it is named to choose it.
    var shown: String {
        guard let id, !id.isEmpty else { return "\"\(method) \(path)\"" }
        return "\(id) (\(method) \(path))"
    }

    var documentsLimit: Bool { value["responses"]?["429"] != nil }
}

/// Finds the operation that is meant.
struct OperationChoice {
    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
    private static let mostShown = 12
    private static let mostBroken = 3

    private let all: [Operation]
    /// Paths that cannot be read, which concern nobody who asks for another.
    private let broken: [(path: String, problem: ImportProblem)]

    init(_ document: OpenAPIDocument) throws(ImportProblem) {
        var all: [Operation] = []
        var broken: [(path: String, problem: ImportProblem)] = []
        for entry in document.root["paths"]?.members ?? [] where entry.name.hasPrefix("/") {
            let item: JSONValue
            do throws(ImportProblem) {
                item = try document.resolve(entry.value, "paths.\(entry.name)")
            } catch {
                broken.append((path: entry.name, problem: error))
                continue
            }
            for member in item.members where Self.methods.contains(member.name) {
                all.append(Operation(method: member.name.uppercased(), path: entry.name, item: item,
                                     value: member.value))
            }
        }
        guard !all.isEmpty else {
            if let first = broken.first { throw first.problem }
            throw ImportProblem(what: "it has no operations", place: "paths",
                                remedy: "Add the operation that is to be tested.")
        }
        self.all = all
        self.broken = broken
    }

    /// What was passed over although it might have been meant.
    var notes: [String] {
        broken.prefix(Self.mostBroken).map { "The path \($0.path) was passed over: \($0.problem.what)." }
    }

    /// By operationId, or `METHOD /path`; without a name the only one, or the only one with a documented 429.
    func choose(_ name: String?) throws(ImportProblem) -> Operation {
        if let name {
            let words = name.split(whereSeparator: \.isWhitespace).map(String.init)
            let found = all.first { $0.id == name }
                ?? all.first { words.count == 2 && $0.method == words[0].uppercased() && $0.path == words[1] }
            if let found { return found }
            let ofPath = all.filter { $0.path == name }
            if ofPath.count == 1 { return ofPath[0] }
            let path = words.count == 2 ? words[1] : name
            if let meant = broken.first(where: { $0.path == path }) { throw meant.problem }
            throw ImportProblem(what: "the document has no operation of that name", place: "paths",
                                remedy: remedy(near: name))
        }
        if all.count == 1 { return all[0] }
        let limited = all.filter(\.documentsLimit)
        if limited.count == 1 { return limited[0] }
        let what = limited.isEmpty ? "none of them with a documented 429"
            : "\(limited.count) of them with a documented 429"
        throw ImportProblem(what: "the document has \(all.count) operations, \(what)", place: "paths",
                            remedy: remedy(near: nil))
    }

    private func remedy(near name: String?) -> String {
        var sorted = all.filter(\.documentsLimit) + all.filter { !$0.documentsLimit }
        if let name = name.map({ String($0.prefix(100)) }), all.count <= 1_000 {
            func distance(_ operation: Operation) -> Int {
                min(EditDistance.between(String((operation.id ?? "").prefix(100)), name),
                    EditDistance.between(String("\(operation.method) \(operation.path)".prefix(100)), name))
            }
            // Of those that are as near, the first of the document comes first.
            let ranked = sorted.enumerated().map { (rank: (distance($0.element), $0.offset), operation: $0.element) }
            sorted = ranked.sorted { $0.rank < $1.rank }.map(\.operation)
        }
        let shown = sorted.prefix(Self.mostShown).map(\.shown).joined(separator: ", ")
        let more = all.count > Self.mostShown ? ", and \(all.count - Self.mostShown) more" : ""
        let unread = broken.prefix(Self.mostBroken).map(\.path).joined(separator: ", ")
        let besides = broken.isEmpty ? ""
            : " What stands below \(unread) could not be read: its $ref cannot be followed."
        return "Name one by its operationId or as \"METHOD /path\": \(shown)\(more).\(besides)"
    }
}
