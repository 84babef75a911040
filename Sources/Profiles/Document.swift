import Yams

/// A profile file as a tree that remembers where each value came from, and what was found wrong with it.
final class Document {
    private let file: String
    private(set) var root: Node
    private var overrides: [Override] = []
    private(set) var problems: [Problem] = []

    /// Throws: `ProfileError` where the text is no YAML mapping.
    init(_ text: String, file: String) throws(ProfileError) {
        self.file = file
        do {
            guard let node = try BoundedYAML.compose(text) else {
                throw ProfileError(mistake: file, what: "the file is empty", remedy: "Start from one of the profiles in profiles/.")
            }
            root = node
        } catch let error as ProfileError {
            throw error
        } catch let error as BoundedYAML.TooMuch {
            throw ProfileError(mistake: file, what: error.what, remedy: error.remedy)
        } catch let error as YamlError {
            throw ProfileError(problems: [Self.problem(error, file)])
        } catch {
            throw ProfileError(mistake: file, what: "the file cannot be read as YAML: \(error)", remedy: "Check it with a YAML linter.")
        }
        guard root.mapping != nil else {
            throw ProfileError(mistake: file, what: "the file is not a mapping of fields", remedy: "Write `name: …` and so on at the top level.")
        }
    }

    private static func problem(_ error: YamlError, _ file: String) -> Problem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            Problem(place: "\(file):\(mark.line):\(mark.column)", path: "", what: "not YAML: \(problem)", remedy: "Check quotes, colons and indentation.")
        default:
            Problem(place: file, path: "", what: "not YAML: \(error)", remedy: "Check quotes, colons and indentation.")
        }
    }

    /// The tree as text, overrides included.
    var source: String { (try? Yams.serialize(node: root, sortKeys: false)) ?? "" }

    // MARK: Overriding

    func apply(_ override: Override) {
        guard let value = try? BoundedYAML.compose(override.value) ?? Node("") else {
            add(Problem(place: override.flag, path: override.path, what: "\"\(override.value)\" is not YAML", remedy: "Quote it."))
            return
        }
        let steps = override.path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !steps.contains(""), set(value, steps[...], in: &root) else {
            add(Problem(place: override.flag, path: override.path, what: "there is no such place in the profile",
                                    remedy: "Write names with dots between them, such as contract.quota=20, and numbers for list positions."))
            return
        }
        overrides.append(override)
    }

    /// Takes `per_target.KIND` out of the tree and lays it over the rest.
    func specialize(for kind: String) {
        guard let variants = root.mapping?["per_target"] else { return }
        if variants.mapping == nil { report("per_target", at: variants, "this must be a mapping", "Write a kind of target below it, and fields below that.") }
        if let mapping = variants.mapping {
            if let variant = mapping[Node(kind)] { root = Self.merge(variant, over: root) }
            for (key, _) in mapping where !TargetSpecification.Kind.allCases.map(\.rawValue).contains(key.string ?? "") {
                report("per_target", at: key, "\"\(key.string ?? "")\" is no kind of target", "Use mock, self-hosted or http.")
            }
        }
        root.mapping?["per_target"] = nil
    }

    private static func merge(_ upper: Node, over lower: Node) -> Node {
        guard let additions = upper.mapping, var mapping = lower.mapping else { return upper }
        for (key, value) in additions { mapping[key] = mapping[key].map { merge(value, over: $0) } ?? value }
        return .mapping(mapping)
    }

    private func set(_ value: Node, _ steps: ArraySlice<String>, in node: inout Node) -> Bool {
        guard let step = steps.first else { node = value; return true }
        if var sequence = node.sequence {
            guard let index = Int(step), sequence.indices.contains(index), set(value, steps.dropFirst(), in: &sequence[index]) else { return false }
            node = .sequence(sequence)
            return true
        }
        guard var mapping = node.mapping else { return false }
        var child = mapping[Node(step)] ?? .mapping(Node.Mapping([]))
        guard set(value, steps.dropFirst(), in: &child) else { return false }
        mapping[Node(step)] = child
        node = .mapping(mapping)
        return true
    }

    /// The folder of the profile's file; empty for one that the tool brings along.
    var folder: String {
        let place = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return file.hasPrefix("/") && place.isEmpty ? "/" : place
    }

    /// Puts a text in the place of a member, under another name.
    func replace(_ path: String, _ name: String, by newName: String, _ text: String) {
        func change(_ node: inout Node, _ steps: ArraySlice<String>) {
            guard var mapping = node.mapping else { return }
            if let step = steps.first {
                guard var child = mapping[Node(step)] else { return }
                change(&child, steps.dropFirst())
                mapping[Node(step)] = child
            } else {
                mapping[Node(name)] = nil
                mapping[Node(newName)] = Node(text, .implicit, .literal)
            }
            node = .mapping(mapping)
        }
        change(&root, path.split(separator: ".").map(String.init)[...])
    }

    // MARK: Reporting

    /// An override that is laid over the profile twice is wrong once.
    private func add(_ problem: Problem) { if !problems.contains(problem) { problems.append(problem) } }

    func report(_ path: String, at node: Node?, _ what: String, _ remedy: String) {
        let flag = overrides.last { path == $0.path || path.hasPrefix($0.path + ".") }?.flag
        let mark = node?.mark.map { ":\($0.line):\($0.column)" } ?? ""
        let position = flag == nil ? node?.mark.map { Problem.Position(line: $0.line, column: $0.column) } : nil
        problems.append(Problem(place: flag ?? file + mark, path: path, what: what, remedy: remedy, position: position ?? Problem.Position()))
    }
}
