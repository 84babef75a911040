import LoadEngine
import Timeline
import WireFormat

/// The bytes of requests to one node: creates from a template that was spelled once, everything else as it comes.
///
/// Lives on one loop, like the buffer that it gives away: the bytes are good until the next request is asked for.
final class RequestMessages: @unchecked Sendable {
    private let spelling: RequestSpelling
    private let authority: String
    /// By the length of their keys; a run has few.
    private var templates: [RequestTemplate] = []
    private var buffer: UnsafeMutableRawBufferPointer = .allocate(byteCount: 4_096, alignment: 8)

    init(_ spelling: RequestSpelling, authority: String) {
        self.spelling = spelling
        self.authority = authority
    }

    deinit { buffer.deallocate() }

    func bytes(of request: Request) -> UnsafeRawBufferPointer {
        if request.operation == .create, let template = template(for: request) {
            template.fill(reserve(template.count), key: request.key.secret, subject: request.subject)
            return UnsafeRawBufferPointer(rebasing: buffer[..<template.count])
        }
        let message = spelled(request)
        reserve(message.count).copyBytes(from: message)
        return UnsafeRawBufferPointer(rebasing: buffer[..<message.count])
    }

    private func spelled(_ request: Request) -> [UInt8] {
        let content = spelling.content(request)
        return RequestMessage.bytes(method: content.method, path: content.path, host: authority, fields: content.fields, body: content.body)
    }

    /// Keys of one length share a template.
    private func template(for request: Request) -> RequestTemplate? {
        guard RequestTemplate.fits(request.subject) else { return nil }
        let length = request.key.secret.utf8.count
        if let known = templates.first(where: { $0.keyLength == length }) { return known }
        let template = RequestTemplate(keyLength: length) { spelled(Request(operation: .create, subject: $1, key: APIKey($0))) }
        if let template { templates.append(template) }
        return template
    }

    private func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if buffer.count < count {
            buffer.deallocate()
            buffer = .allocate(byteCount: 2 * count, alignment: 8)
        }
        return buffer
    }
}
