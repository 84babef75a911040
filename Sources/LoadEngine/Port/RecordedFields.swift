package import Timeline

/// Decides which header fields of a response a history keeps.
package enum RecordedFields {
    private static let names: Set<String> = [
        "retry-after", "date", "age", "cache-control", "expires", "content-type", "via", "server-timing",
    ]
    private static let longestValue = 512

    /// Everything that can bear on a limit or a clock; `name` is in lower case.
    package static func keeps(_ name: String) -> Bool {
        names.contains(name) || name.contains("ratelimit") || name.contains("rate-limit") || name.hasSuffix("retry-after")
    }

    /// The kept lines, cut to a bounded length and cleared of the key if the server echoes it.
    package static func select(_ fields: some Sequence<(name: String, value: String)>, hiding key: APIKey) -> [FieldLine] {
        var kept: [FieldLine] = []
        for field in fields where keeps(field.name) && kept.count < 64 {
            kept.append(FieldLine(String(field.name.prefix(128)), hide(key, in: field.value)))
        }
        return kept
    }

    /// A text that may be recorded.
    package static func hide(_ key: APIKey, in text: String) -> String {
        let clear = key.secret.isEmpty || !text.contains(key.secret) ? text : replaced(key, in: text)
        return clear.utf8.count <= longestValue ? clear : String(clear.prefix(longestValue)) + "…"
    }

    private static func replaced(_ key: APIKey, in text: String) -> String {
        text.split(separator: key.secret, omittingEmptySubsequences: false).joined(separator: key.description)
    }
}
