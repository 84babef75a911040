import Timeline

/// Responses of one shape, written anew once nobody holds them any more: under load that is soon, since only sums are kept of them.
///
/// There are as many as are held at the same time; where all are kept, each is new. Memory of its own, so that nothing is checked or
/// made for a response.
final class RecycledResponses {
    private static let most = 512

    private let status: Int
    private var excerpt: String?
    /// What the next response says, and since which version.
    private let fields: UnsafeMutableBufferPointer<FieldLine>
    private let changed: UnsafeMutablePointer<Int>
    private var version = 0

    private let responses = UnsafeMutablePointer<Response>.allocate(capacity: most)
    /// By response: the version that it was written in.
    private let written = UnsafeMutablePointer<Int>.allocate(capacity: most)
    private var count = 0
    private var last = 0

    init(_ response: Response) {
        status = response.status
        excerpt = response.excerpt
        let lines = response.fields
        fields = .allocate(capacity: lines.count)
        _ = fields.initialize(fromContentsOf: lines)
        changed = .allocate(capacity: lines.count)
        changed.initialize(repeating: 0, count: lines.count)
        append(response)
    }

    deinit {
        fields.deinitialize()
        fields.deallocate()
        changed.deallocate()
        forgetAll()
        responses.deallocate()
        written.deallocate()
    }

    func setValue(_ value: String, ofField field: Int) {
        version += 1
        fields[field].value = value
        changed[field] = version
    }

    func setExcerpt(_ new: String) {
        guard new != excerpt else { return }
        excerpt = new
        // That of a response cannot be written anew.
        forgetAll()
    }

    /// The same as last time where nothing has changed.
    var current: Response {
        if count == 0 { append(made) } else if written[last] != version { advance() }
        return responses[last]
    }

    /// The next that nobody holds takes what has changed since it was written.
    private func advance() {
        let next = last + 1 < count ? last + 1 : 0
        if isKnownUniquelyReferenced(&responses[next]) {
            for field in fields.indices where changed[field] > written[next] { responses[next].setValue(fields[field].value, ofLine: field) }
        } else if count < Self.most {
            append(made)
            return
        } else {
            responses[next] = made
        }
        written[next] = version
        last = next
    }

    private var made: Response { Response(status: status, fields: Array(fields), excerpt: excerpt) }

    private func append(_ response: Response) {
        (responses + count).initialize(to: response)
        written[count] = version
        last = count
        count += 1
    }

    private func forgetAll() {
        responses.deinitialize(count: count)
        count = 0
        last = 0
    }
}
