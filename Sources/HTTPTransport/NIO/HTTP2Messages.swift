import Endpoints
import LoadEngine
import NIOCore
import NIOHPACK
import Timeline

/// What requests are made of over HTTP/2: of creates, the fields of each key and the body were spelled once; everything else is spelled as it comes.
///
/// Lives on the event loop.
final class HTTP2Messages: @unchecked Sendable {
    private let spelling: RequestSpelling
    private let scheme: String
    private let authority: String
    private var fields: [APIKey: HPACKHeaders] = [:]
    private var bodies = RequestTemplates()
    private static let mostKeys = 100_000

    init(_ spelling: RequestSpelling, scheme: String, authority: String) {
        self.spelling = spelling
        self.scheme = scheme
        self.authority = authority
    }

    var recorded: RecordedFields { spelling.recorded }

    /// An empty body is none.
    func message(_ request: Request, _ allocator: ByteBufferAllocator) -> (HPACKHeaders, body: ByteBuffer) {
        if request.operation == .create, RequestTemplate.fits(request.subject), isHeadFixed, let bodies = template(for: request.key) {
            var body = allocator.buffer(capacity: bodies.count)
            body.writeWithUnsafeMutableBytes(minimumWritableBytes: bodies.count) { bytes in
                bodies.fill(bytes, key: request.key, subject: request.subject, spelling)
                return bodies.count
            }
            return (known(request), body)
        }
        let content = spelling.content(request)
        return (headers(content), allocator.buffer(bytes: content.body))
    }

    private func known(_ request: Request) -> HPACKHeaders {
        if let known = fields[request.key] { return known }
        let headers = headers(spelling.content(request))
        if fields.count < Self.mostKeys { fields[request.key] = headers }
        return headers
    }

    private func template(for key: APIKey) -> RequestTemplate? {
        bodies.template(for: key) { spelling.content(key: $0, presented: $1, subject: $2, digits: $3).body }
    }

    /// True where path and fields of ordinary requests with one key are always the same.
    private lazy var isHeadFixed = ([spelling.endpoint.path] + spelling.endpoint.headers.map(\.value)).allSatisfy { $0.slots.isSubset(of: [.run, .key]) }

    private func headers(_ content: RequestContent) -> HPACKHeaders {
        var headers = HPACKHeaders([(":method", content.method), (":scheme", scheme), (":authority", authority), (":path", content.path)])
        // Fields of a connection mean nothing here, and values have no white space around them (RFC 9113, 8.2).
        for field in content.fields where field.name != "Connection" { headers.add(name: field.name.lowercased(), value: Self.trimmed(field.value)) }
        if !content.body.isEmpty { headers.add(name: "content-length", value: String(content.body.count)) }
        return headers
    }

    private static func trimmed(_ value: String) -> String {
        let blanks: Set<Character> = [" ", "\t"]
        return String(value.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
    }
}
