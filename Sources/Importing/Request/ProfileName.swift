/// The name of a profile: lower-case letters, digits and single hyphens, from a host and a path.
package enum ProfileName {
    package static func make(host: String, path: String) -> String {
        let plain = PathSecrets.withoutSecrets(path)
        var name = ""
        for scalar in "\(host)-\(withoutSlots(plain))".lowercased().unicodeScalars {
            let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if isPlain { name.unicodeScalars.append(scalar) } else if !name.isEmpty, name.last != "-" { name += "-" }
        }
        name = String(name.prefix(60))
        while name.last == "-" { name.removeLast() }
        return name.isEmpty ? "endpoint" : name
    }

    private static func withoutSlots(_ path: String) -> String {
        var result = ""
        var isInside = false
        for character in path {
            if character == "{" { isInside = true }
            if !isInside { result.append(character) }
            if character == "}" { isInside = false }
        }
        return result
    }
}
