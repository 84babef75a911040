/// The parts of a response that a judgement can need.
///
/// A reference, because the responses of a run are few and come often: equal ones share one object, and what was read from it once need
/// not be read again. Whoever else sees it sees it unchanged: only its maker writes, while nobody else holds it. That is why it is unchecked.
package final class Response: @unchecked Sendable {
    package let status: Int
    /// The beginning of the body, kept for refusals only.
    package let excerpt: String?
    /// False where the connection ended, or a limit was reached, before the whole body had come.
    package let isWhole: Bool
    /// Memory of our own, not an array, so that a value can be written without making anything.
    private let lines: UnsafeMutableBufferPointer<FieldLine>

    package init(status: Int, fields: [FieldLine], excerpt: String? = nil, isWhole: Bool = true) {
        self.status = status
        self.excerpt = excerpt
        self.isWhole = isWhole
        lines = .allocate(capacity: fields.count)
        _ = lines.initialize(fromContentsOf: fields)
    }

    deinit {
        lines.deinitialize()
        lines.deallocate()
    }

    /// Field lines in the order received, names in lower case; repeated names stay repeated.
    package var fields: [FieldLine] { Array(lines) }

    /// True for a 2xx answer.
    package var isAdmitted: Bool { (200...299).contains(status) }

    /// Every value of a field, one for each line that carried it.
    package func values(of name: String) -> [String] {
        lines.lazy.filter { $0.name == name }.map(\.value)
    }

    package func first(_ name: String) -> String? {
        lines.first { $0.name == name }?.value
    }

    /// True where the body is compressed: it is neither text nor JSON before it is unpacked, which is not done here.
    package var isEncoded: Bool {
        lines.contains { $0.name == "content-encoding" && !["", "identity"].contains($0.value.lowercased().filter { $0 != " " }) }
    }

    /// Makes another response of this one. The caller holds the only reference, as `isKnownUniquelyReferenced` says.
    package func setValue(_ value: String, ofLine line: Int) { lines[line].value = value }
}

extension Response: Equatable {
    package static func == (one: Response, other: Response) -> Bool {
        one === other || one.status == other.status && one.isWhole == other.isWhole && one.excerpt == other.excerpt && one.lines.elementsEqual(other.lines)
    }
}

/// One header field line.
package struct FieldLine: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
