import Testing
import WireFormat

/// What a parser says when it has read some bytes.
struct Parsed: Equatable, CustomStringConvertible {
    var stage: ResponseParser.Stage
    var head: ResponseHead?
    var excerpt: [UInt8]
    var canReuseConnection: Bool

    init(_ parser: ResponseParser) {
        stage = parser.stage
        head = parser.head
        excerpt = parser.excerpt
        canReuseConnection = parser.canReuseConnection
    }

    /// Feeds the bytes in pieces of at most `pieceLength`, then the end of the stream if `closing`.
    init(
        _ bytes: [UInt8], pieceLength: Int = .max, closing: Bool = false, limits: ResponseParser.Limits = ResponseParser.Limits(),
        isAnswerToHEAD: Bool = false
    ) {
        var parser = ResponseParser(limits: limits, isAnswerToHEAD: isAnswerToHEAD)
        var rest = bytes[...]
        while !rest.isEmpty {
            parser.feed(rest.prefix(pieceLength))
            rest = rest.dropFirst(pieceLength)
        }
        if closing { parser.feedEndOfStream() }
        self.init(parser)
    }

    init(
        _ text: String, pieceLength: Int = .max, closing: Bool = false, limits: ResponseParser.Limits = ResponseParser.Limits(),
        isAnswerToHEAD: Bool = false
    ) {
        self.init(Array(text.utf8), pieceLength: pieceLength, closing: closing, limits: limits, isAnswerToHEAD: isAnswerToHEAD)
    }

    var status: Int? { head?.status }
    var body: String { String(decoding: excerpt, as: UTF8.self) }
    func values(_ name: String) -> [String] { (head?.fields ?? []).filter { $0.name == name }.map { $0.value } }

    var description: String { "\(stage), status \(status.map { "\($0)" } ?? "none"), \"\(body)\", reuse \(canReuseConnection)" }
}

/// A response text with what must become of it.
struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var stage: ResponseParser.Stage
    var body = ""
    var reuse = false
    var closing = false

    var testDescription: String { name }
}
