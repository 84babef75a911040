package import Timeline

extension Endpoint {
    /// The request of an operation, with its slots filled.
    package func content(_ operation: Operation, _ values: inout SlotValues) -> RequestContent {
        let variant = variant(operation)
        let (ownMethod, ownPath) = own(operation)
        let path = spelledPath(operation, (ownPath ?? self.path).rendered(&values), values.presented)
        var fields = keyFields(operation, values)
        let given = headers.filter { header in !(variant?.headers.contains { $0.name.lowercased() == header.name.lowercased() } ?? false) }
            + (variant?.headers ?? [])
        for header in given { fields.append((header.name, header.value.rendered(&values))) }
        func has(_ name: String) -> Bool { fields.contains { $0.name.lowercased() == name } }
        if !has("user-agent") { fields.append(("User-Agent", "rateproof")) }
        if let extra = Self.extraField(operation) { fields.append(extra) }
        if operation == .onNewConnection { fields.append(("Connection", "close")) }
        var content = RequestContent(method: ownMethod ?? method, path: path, fields: fields, body: [])
        guard Self.sendsBody(operation) else { return content }
        let body = variant?.body ?? body
        content.body = Array((bodyOfLeads(operation, &values) ?? body?.template.rendered(&values) ?? "").utf8)
        if !content.body.isEmpty, let type = body?.mediaType, !has("content-type") { content.fields.append(("Content-Type", type)) }
        return content
    }

    /// What differs from the ordinary request.
    private func own(_ operation: Operation) -> (method: String?, path: TextTemplate?) {
        if operation == .cleanUp { return (cleanUp?.method, cleanUp?.path) }
        let variant = variant(operation)
        return (variant?.method ?? Self.method(operation), variant?.path ?? pathOfLeads(operation))
    }

    private static func method(_ operation: Operation) -> String? {
        switch operation {
        case .options: "OPTIONS"
        case .head: "HEAD"
        case .get: "GET"
        case .deleteUnknown: "DELETE"
        default: nil
        }
    }

    private static func sendsBody(_ operation: Operation) -> Bool { ![.options, .head, .get, .deleteUnknown, .cleanUp].contains(operation) }

    // MARK: Path

    private func spelledPath(_ operation: Operation, _ whole: String, _ presented: String) -> String {
        let mark = whole.firstIndex(of: "?") ?? whole.endIndex
        let path = String(whole[..<mark])
        var query = String(whole[mark...])
        func ask(_ pair: String) { query += (query.isEmpty ? "?" : query == "?" ? "" : "&") + pair }
        if case .query(let name) = credential, !presented.isEmpty || operation == .withInvalidKey || operation == .withUnknownKey {
            switch operation {
            case .withoutKey: break
            case .withInvalidKey: ask("\(name)=\(Self.invalidKey)")
            case .withUnknownKey: ask("\(name)=\(Self.unknownKey(like: presented))")
            default: ask("\(name)=\(presented)")
            }
        }
        switch operation {
        case .pathTrailingSlash: return path + "/" + query
        case .pathDoubleSlash: return "/" + path + query
        case .pathUpperCase: return path.uppercased() + query
        case .pathEncoded: return String(path.dropLast()) + path.suffix(1).utf8.map { "%" + String($0, radix: 16) }.joined() + query
        case .pathDotted: return path + "/." + query
        case .pathQuery:
            ask("rateproof=1")
            return path + query
        default: return path + query
        }
    }

    // MARK: Fields

    private static let invalidKey = "rateproof-invalid"

    /// A key of the right form that nobody was given.
    private static func unknownKey(like presented: String) -> String { "rateproof_unknown_" + String(presented.prefix(8).map { $0.isLetter ? "x" : "0" }) }

    private func keyFields(_ operation: Operation, _ values: SlotValues) -> [(name: String, value: String)] {
        let presented = values.presented
        func fields(_ key: String) -> [(name: String, value: String)] { credential.fields(key) }
        switch operation {
        case .withoutKey: return []
        case .withInvalidKey: return fields(credential.presented(Self.invalidKey))
        case .withUnknownKey:
            return fields(isLeads ? "otr_rateproof_unknown_\(values.run)" : credential.presented(Self.unknownKey(like: values.key)))
        case .keyPadded: return fields(presented).map { ($0.name, "  \($0.value)  ") }
        case .keyTabbed: return fields(presented).map { ($0.name, "\t\($0.value)\t") }
        case .keyNameLowerCase: return fields(presented).map { ($0.name.lowercased(), $0.value) }
        case .keyUpperCase: return fields(swappedCase(presented))
        case .keyTwice: return fields(presented) + fields(presented)
        case .keyListed: return fields(presented).map { ($0.name, "\($0.value), \($0.value)") }
        default: return fields(presented)
        }
    }

    /// The prefix of a key of the leads API stays, so that only the rest says which key is meant.
    private func swappedCase(_ secret: String) -> String {
        let prefix = isLeads && secret.hasPrefix("otr_") ? "otr_" : ""
        return prefix + String(secret.dropFirst(prefix.count)).inSwappedCase
    }

    /// Addresses of RFC 5737, which belong to nobody.
    private static func extraField(_ operation: Operation) -> (name: String, value: String)? {
        switch operation {
        case .forwardedFor: ("X-Forwarded-For", "192.0.2.17")
        case .realIP: ("X-Real-IP", "192.0.2.18")
        case .forwarded: ("Forwarded", "for=192.0.2.19")
        case .connectingIP: ("CF-Connecting-IP", "192.0.2.20")
        case .clientIP: ("True-Client-IP", "192.0.2.21")
        case .crossOrigin, .options: ("Origin", "https://rateproof.example")
        default: nil
        }
    }
}
