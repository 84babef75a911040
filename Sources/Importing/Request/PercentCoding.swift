import WireFormat

/// Percent-encoding of texts in which the marks of slots and variables stand.
package enum PercentCoding {
    /// Everything but the unreserved characters; the marks stay.
    package static func encode(_ text: String) -> String { encode(text) { Marks.isMark($0) } }

    /// As an HTML form does: a space is a plus sign.
    package static func form(_ text: String) -> String { Bytes.replacing([("%20", "+")], in: encode(text)) }

    /// What may not stand in a request target, and nothing else: it may be encoded already.
    package static func mend(_ text: String) -> String { encode(text) { Marks.isMark($0) || (0x21...0x7E).contains($0.value) } }

    private static func encode(_ text: String, unless isKept: (Unicode.Scalar) -> Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if isKept(scalar) { result.unicodeScalars.append(scalar) } else { result += PercentCode.encoded(String(scalar)) }
        }
        return result
    }
}
