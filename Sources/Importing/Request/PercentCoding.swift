/// Percent-encoding (RFC 3986, 2.1).
package enum PercentCoding {
    private static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

    /// Everything but the unreserved characters; the marks of slots and variables stay.
    package static func encode(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if (0xF0000...0xF0003).contains(scalar.value) {
                result.unicodeScalars.append(scalar)
            } else {
                result += encode(String(scalar).utf8) { unreserved.contains($0) }
            }
        }
        return result
    }

    /// As an HTML form does: a space is a plus sign.
    package static func form(_ text: String) -> String { Bytes.replacing([("%20", "+")], in: encode(text)) }

    /// What may not stand in a request target, and nothing else: it may be encoded already.
    package static func mend(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if (0xF0000...0xF0003).contains(scalar.value) || (0x21...0x7E).contains(scalar.value) {
                result.unicodeScalars.append(scalar)
            } else {
                result += encode(String(scalar).utf8) { _ in false }
            }
        }
        return result
    }

    private static func encode(_ bytes: some Sequence<UInt8>, unless isPlain: (UInt8) -> Bool) -> String {
        var result = ""
        for byte in bytes {
            if isPlain(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                result += byte < 16 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return result
    }

    /// A broken sequence stays as it is.
    package static func decode(_ text: String, plusIsSpace: Bool = false) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
               let value = hexPair(bytes[index + 1], bytes[index + 2]) {
                result.append(value)
                index += 3
            } else {
                result.append(plusIsSpace && bytes[index] == UInt8(ascii: "+") ? 0x20 : bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func hexPair(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = Character(Unicode.Scalar(high)).hexDigitValue,
              let low = Character(Unicode.Scalar(low)).hexDigitValue else { return nil }
        return UInt8(high * 16 + low)
    }
}
