/// Where `--resolve` and `--connect-to` lead for one address.
struct CurlRoad {
    let address: WebAddress

    static func place(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// Nothing where no option fits the address. Throws where one is not in its form.
    func connect(resolves: [ShellWord], connects: [ShellWord], _ notes: inout [String]) throws(ImportProblem)
        -> String? {
        for word in connects {
            let parts = Self.split(word.text)
            guard parts.count == 4 else {
                throw ImportProblem(at: word.position, "--connect-to has not four parts",
                                    "Write it as host:port:other-host:other-port.")
            }
            if fits(parts[0], parts[1]) { return try connect(parts[2], parts[3], word) }
            notes.append("--connect-to is not taken over: it is for another host or port than the URL's.")
        }
        for word in resolves {
            let text = word.text.hasPrefix("+") ? String(word.text.dropFirst()) : word.text
            let parts = Self.split(text)
            guard parts.count == 3, !text.hasPrefix("-") else {
                throw ImportProblem(at: word.position, "--resolve has not three parts",
                                    "Write it as host:port:address.")
            }
            guard fits(parts[0] == "*" ? "" : parts[0], parts[1]) else {
                notes.append("--resolve is not taken over: it is for another host or port than the URL's.")
                continue
            }
            let all = parts[2].split(separator: ",")
            if all.count > 1 { notes.append("Of the addresses of --resolve the first is taken.") }
            return try connect(all.first.map(String.init) ?? "", parts[1], word)
        }
        return nil
    }

    private func fits(_ host: String, _ port: String) -> Bool {
        (host.isEmpty || Self.bare(host).lowercased() == address.host)
            && (port.isEmpty || Int(port) == address.portInUse)
    }

    private func connect(_ host: String, _ port: String, _ word: ShellWord) throws(ImportProblem) -> String {
        let host = host.isEmpty ? address.host : Self.bare(host)
        let number = port.isEmpty ? address.portInUse : Int(port) ?? 0
        guard (1...65_535).contains(number),
              host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }) else {
            throw ImportProblem(at: word.position, "this names no host and port to connect to",
                                "Write the port as a number from 1 to 65535.")
        }
        return Self.place(host, number)
    }

    private static func bare(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    /// By colons, but not inside brackets.
    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var isInside = false
        for character in text.prefix(1_024) {
            if character == "[" { isInside = true }
            if character == "]" { isInside = false }
            if character == ":", !isInside { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }
}
