/// The chunked transfer coding, byte by byte.
///
/// Source: RFC 9112, 7.1. Extensions and trailers are read over; a size line or the trailers longer than 8 KiB are malformed.
struct ChunkedBody: Sendable {
    enum Stage: Sendable { case size, data, dataEnd, trailer, done, malformed }

    private(set) var stage = Stage.size
    private var size = 0
    private var digits = 0
    private var inExtension = false
    private var sawCR = false
    private var lineBytes = 0
    private var trailerLineBytes = 0
    private static let longestLine = 8_192

    /// Hands over the data in `bytes` and gives back what follows the last chunk.
    mutating func read(_ bytes: ArraySlice<UInt8>, data: (ArraySlice<UInt8>) -> Void) -> ArraySlice<UInt8> {
        var rest = bytes
        while let byte = rest.first {
            switch stage {
            case .data:
                let part = rest.prefix(size)
                data(part)
                size -= part.count
                rest = rest.dropFirst(part.count)
                if size == 0 { stage = .dataEnd }
                continue
            case .size: readSize(byte)
            case .dataEnd: readDataEnd(byte)
            case .trailer: readTrailer(byte)
            case .done, .malformed: return rest
            }
            rest = rest.dropFirst()
        }
        return rest
    }

    private mutating func readSize(_ byte: UInt8) {
        lineBytes += 1
        guard lineBytes <= Self.longestLine else { stage = .malformed; return }
        if byte == UInt8(ascii: "\n") {
            guard digits > 0 else { stage = .malformed; return }
            stage = size == 0 ? .trailer : .data
            (digits, inExtension, sawCR, lineBytes, trailerLineBytes) = (0, false, false, 0, 0)
        } else if sawCR {
            stage = .malformed
        } else if byte == UInt8(ascii: "\r") {
            sawCR = true
        } else if inExtension {
            return
        } else if byte == UInt8(ascii: ";") || byte == 0x20 || byte == 0x09 {
            inExtension = true
        } else if let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digits < 15 {
            size = size * 16 + digit
            digits += 1
        } else {
            stage = .malformed
        }
    }

    private mutating func readDataEnd(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\r") where !sawCR: sawCR = true
        case UInt8(ascii: "\n"): (stage, sawCR) = (.size, false)
        default: stage = .malformed
        }
    }

    private mutating func readTrailer(_ byte: UInt8) {
        lineBytes += 1
        switch byte {
        case UInt8(ascii: "\r"): break
        case UInt8(ascii: "\n"):
            if trailerLineBytes == 0 { stage = .done }
            trailerLineBytes = 0
        default: trailerLineBytes += 1
        }
        if lineBytes > Self.longestLine { stage = .malformed }
    }
}
