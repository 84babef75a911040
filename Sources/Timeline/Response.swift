/// The parts of a response that a judgement can need.
///
/// A reference, because the responses of a run are few and come often: equal ones share one object, and what was read from it once need
/// not be read again. It never changes.
package final class Response: Sendable {
    package let status: Int
    /// Field lines in the order received, names in lower case; repeated names stay repeated.
    package let fields: [FieldLine]
    /// The beginning of the body, kept for refusals only.
    package let excerpt: String?
    /// False where the connection ended, or a limit was reached, before the whole body had come.
    package let isWhole: Bool

    package init(status: Int, fields: [FieldLine], excerpt: String? = nil, isWhole: Bool = true) {
        self.status = status
        self.fields = fields
        self.excerpt = excerpt
        self.isWhole = isWhole
    }

    /// Every value of a field, one for each line that carried it.
    package func values(of name: String) -> [String] {
        fields.lazy.filter { $0.name == name }.map(\.value)
    }

    package func first(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }
}

extension Response: Equatable {
    package static func == (one: Response, other: Response) -> Bool {
        one === other || one.status == other.status && one.isWhole == other.isWhole && one.fields == other.fields && one.excerpt == other.excerpt
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
