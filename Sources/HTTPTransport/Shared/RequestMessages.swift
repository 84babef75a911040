import Endpoints
package import LoadEngine
import Timeline
import WireFormat

/// The bytes of requests to one node: ordinary ones from a template that was spelled once, everything else as it comes.
///
/// Lives on one loop, like the buffer that it gives away: the bytes are good until the next request is asked for.
package final class RequestMessages: @unchecked Sendable {
    private let spelling: RequestSpelling
    private let authority: String
    private let form: TargetForm
    private var templates = RequestTemplates()
    private var buffer: UnsafeMutableRawBufferPointer = .allocate(byteCount: 4_096, alignment: 8)

    package init(_ spelling: RequestSpelling, authority: String, form: TargetForm = .origin) {
        self.spelling = spelling
        self.form = form
        self.authority = authority
    }

    deinit { buffer.deallocate() }

    package func bytes(of request: Request) -> UnsafeRawBufferPointer {
        if request.operation == .create, let template = template(for: request) {
            template.fill(reserve(template.count), key: request.key, subject: request.subject, spelling)
            return UnsafeRawBufferPointer(rebasing: buffer[..<template.count])
        }
        let message = message(spelling.content(request))
        reserve(message.count).copyBytes(from: message)
        return UnsafeRawBufferPointer(rebasing: buffer[..<message.count])
    }

    private func message(_ content: RequestContent) -> [UInt8] {
        RequestMessage.bytes(method: content.method, path: form.target(content.path), host: authority, fields: content.fields, body: content.body)
    }

    private func template(for request: Request) -> RequestTemplate? {
        guard RequestTemplate.fits(request.subject) else { return nil }
        return templates.template(for: request.key) { message(spelling.content(key: $0, presented: $1, subject: $2, digits: $3)) }
    }

    private func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if buffer.count < count {
            buffer.deallocate()
            buffer = .allocate(byteCount: 2 * count, alignment: 8)
        }
        return buffer
    }
}

/// How a request line names its target (RFC 9112, 3.2).
package enum TargetForm: Sendable {
    case origin
    /// For a proxy, which must be told where the request goes.
    case absolute(authority: String)

    func target(_ path: String) -> String {
        switch self {
        case .origin: path
        case .absolute(let authority): "http://\(authority)\(path)"
        }
    }
}
