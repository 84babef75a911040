import Endpoints
import Timeline

/// Reads `variants`: further requests by name, each with its role and what it costs.
struct VariantReader {
    let root: Field
    let reader: EndpointReader
    let bodies: BodyFiles

    func read() -> [Variant] {
        guard root.isPresent else { return [] }
        guard let names = root.names else {
            root.report("variants must be a mapping", "Write again: { role: duplicate } below it.")
            return []
        }
        var free: [Variant.Role: [Operation]] = [
            .duplicate: [.duplicate], .invalid: [.createInvalid], .route: Operation.routes, .bracket: Operation.brackets,
        ]
        return names.compactMap { name -> Variant? in
            let field = root[name]
            guard !name.isEmpty else {
                root.report("a variant has no name", "Write a word before its colon: again: { role: duplicate }.")
                return nil
            }
            guard field.names != nil else {
                field.report("the variant \(name) must be a mapping",
                             "Write its role and what it changes: { role: duplicate }.")
                return nil
            }
            field.allow(["role", "method", "path", "headers", "body", "json", "file", "cost"])
            guard field["role"].isPresent else {
                let roles = Variant.Role.allCases.map(\.rawValue).joined(separator: ", ")
                field.report("the variant \(name) has no role", "Add role: with one of \(roles).")
                return nil
            }
            guard let role = field["role"].choice(Variant.Role.allCases.map { ($0.rawValue, $0) }) else { return nil }
            guard let operation = free[role]?.first else {
                let most = role == .route || role == .bracket ? "four" : "one"
                field.report("there is more than \(most) of the role \(role.rawValue)", "Keep \(most).")
                return nil
            }
            free[role]?.removeFirst()
            let costs: [(name: String, value: Int?)] = [("observe", nil)] + (0...1_000).map { (String($0), $0) }
            let cost = field["cost"].isPresent ? field["cost"].choice(costs) ?? nil : nil
            let variant = Variant(
                name: name, role: role, operation: operation, method: field["method"].isPresent ? field["method"].choice(EndpointReader.methods.map { ($0, $0) }) : nil,
                path: field["path"].isPresent ? reader.path(field["path"]) : nil, headers: reader.headers(field["headers"]), body: bodies.body(field),
                cost: cost)
            if role != .duplicate, variant.method == nil, variant.path == nil, variant.headers.isEmpty, variant.body == nil {
                field.report("the variant changes nothing", "Give it a method, a path, headers or a body of its own.")
            }
            return variant
        }
    }
}
