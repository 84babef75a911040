import Endpoints

extension ProfileReader {
    func keys() -> KeySource? {
        let field = root["keys"]
        field.allow(["count", "pattern", "from_environment", "file", "command", "exclusive"])
        _ = field["exclusive"].flag(default: false)
        let setup = root["setup"]
        let given = ["count", "from_environment", "file", "command"].filter { field[$0].isPresent } + (setup.isPresent ? ["setup"] : [])
        if given.count > 1 {
            field.report("\(given.joined(separator: " and ")) exclude each other", "Keep one of them.")
            return nil
        }
        if field["pattern"].isPresent, !["count", nil].contains(given.first) {
            field["pattern"].report("a pattern makes keys up, and \(given[0]) gives them", "Keep one of them.")
        }
        switch given.first {
        case "setup": return setup.text().map(KeySource.command)
        case "file": return field["file"].text().map(KeySource.file)
        case "command": return field["command"].text().map(KeySource.command)
        case "from_environment":
            guard let name = field["from_environment"].text() else { return nil }
            guard name.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) || $0 == UInt8(ascii: "_") }) else {
                // Not shown: it may be a key that was meant to be in the variable.
                field["from_environment"].report("this is not the name of an environment variable in capitals",
                                                 "Put the keys into RATEPROOF_API_KEYS and write that name.")
                return nil
            }
            return .environment(name)
        default: return field["count"].whole(1...100_000, default: 8).flatMap { pattern(field["pattern"], $0) }
        }
    }

    /// Who asks, where requests carry no key: one, or each address of this machine that they leave from.
    func identities(_ sources: [String]) -> KeySource? {
        let field = root["keys"]
        if let other = field.names?.first(where: { $0 != "exclusive" }) {
            field[other].report("requests carry no key, so none can be made up or given", "Add credential: { header: … }, or leave keys.\(other) and --keys out.")
        }
        return .anonymous(sources)
    }

    private func pattern(_ field: Field, _ count: Int) -> KeySource? {
        guard field.isPresent else { return .generated(count) }
        guard let template = EndpointReader(root: root).template(field) else { return nil }
        guard template.slots.contains(.number) || template.slots.contains(where: { slot in if case .random = slot { true } else { false } }) else {
            field.report("every key of the pattern would be the same", "Use ${n} or ${random.16} in it: test-${n}.")
            return nil
        }
        if template.slots.contains(.key) { field.report("a key cannot be made of itself", "Use ${n}, ${run} or ${random.16}.") }
        return .pattern(template, count)
    }
}
