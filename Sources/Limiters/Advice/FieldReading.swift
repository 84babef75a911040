import Timeline

/// One field of a response.
package enum FieldReading: Hashable, Sendable {
    case absent
    /// A whole number as the grammar `1*DIGIT` allows it (RFC 9110, 10.2.3 and the contract).
    case number(Int)
    /// A whole number with a sign.
    case signed(Int)
    /// One value that is no whole number.
    case text(String)
    /// More than one line, or a list in one line.
    case repeated([String])

    package init(_ values: [String]) {
        guard let value = values.first else { self = .absent; return }
        guard values.count == 1 else { self = .repeated(values); return }
        self = Self.classify(value)
    }

    private static func classify(_ text: String) -> FieldReading {
        if !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(text) { return .number(value) }
        if let first = text.utf8.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+"),
           text.utf8.count <= 19, let value = Int(text) { return .signed(value) }
        // A comma makes a list of anything but a date: `Sun, 06 Nov 1994 08:49:37 GMT`.
        if text.contains(","), HTTPDate.parse(text) == nil {
            return .repeated(text.split(separator: ",").map(String.init))
        }
        return .text(text)
    }

    package var isPresent: Bool { self != .absent }

    /// The number, where the field holds one that obeys the grammar.
    package var value: Int? { if case .number(let value) = self { value } else { nil } }

    /// The number, with or without a sign.
    package var signedValue: Int? {
        switch self {
        case .number(let value), .signed(let value): value
        case .absent, .text, .repeated: nil
        }
    }

    /// As a person should see it.
    package var shown: String {
        switch self {
        case .absent: "absent"
        case .number(let value): String(value)
        case .signed(let value): String(value)
        case .text(let text): "\"\(text)\""
        case .repeated(let values): values.map { "\"\($0)\"" }.joined(separator: " and ")
        }
    }
}
