import LoadEngine
import Profiles
import Timeline

/// The command that repeats one request by hand; the key is the reader's own.
struct CurlLine: Sendable {
    private let url: TargetURL
    private let spelling: RequestSpelling

    private static let placeholder = "$API_KEY"

    /// Nothing for a target that is gone when the run is over.
    init?(_ history: History, _ profile: Profile) {
        guard let url = profile.target.url else { return nil }
        self.url = url
        spelling = RequestSpelling(runID: history.header.runID, path: url.path)
    }

    func text(_ attempt: Attempt) -> String? {
        let content = spelling.content(Request(operation: attempt.operation, subject: attempt.subject, key: APIKey(Self.placeholder)))
        // A response to HEAD has no body to wait for.
        var words = ["curl", "-i"] + (content.method == "HEAD" ? ["-I"] : ["-X", content.method])
        for field in content.fields where !["User-Agent", "Accept", "Connection"].contains(field.name) {
            words += ["-H", "\"\(field.name): \(field.value)\""]
        }
        if !content.body.isEmpty {
            guard content.body.count < 2_000 else { return nil }
            words += ["-d", "'" + String(decoding: content.body, as: UTF8.self) + "'"]
        }
        let scheme = url.isSecure ? "https" : "http"
        return (words + ["'\(scheme)://\(url.authority)\(content.path)'"]).joined(separator: " ")
    }
}
