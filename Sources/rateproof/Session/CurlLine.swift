import Endpoints
import LoadEngine
import Profiles
import Timeline

/// The command that repeats one request by hand; the key is the reader's own.
struct CurlLine: Sendable {
    private let url: TargetURL
    private let spelling: RequestSpelling
    private let credential: Credential
    private let secrets: [APIKey]

    private static let placeholder = "$API_KEY"

    /// Nothing for a target that is gone when the run is over.
    init?(_ history: History, _ profile: Profile) {
        guard let url = profile.target.url else { return nil }
        self.url = url
        credential = profile.endpoint.credential
        secrets = profile.hiddenSecrets
        spelling = RequestSpelling(runID: history.header.runID, endpoint: profile.endpoint)
    }

    func text(_ attempt: Attempt) -> String? {
        let key = credential == Credential.none ? APIKey("") : APIKey(Self.placeholder, presented: Self.placeholder)
        let content = spelling.content(Request(operation: attempt.operation, subject: attempt.subject, key: key))
        // A response to HEAD has no body to wait for.
        var words = ["curl", "-i"] + (content.method == "HEAD" ? ["-I"] : ["-X", content.method])
        for field in content.fields where !["User-Agent", "Accept", "Connection"].contains(field.name) {
            // Only curl can write the name and the password in base64.
            if credential == .basic, field.name.lowercased() == "authorization" {
                if field.value.contains(Self.placeholder) { words += ["-u", "\"\(Self.placeholder)\""] }
            } else {
                words += ["-H", "\"\(Self.escaped("\(field.name): \(field.value)"))\""]
            }
        }
        if !content.body.isEmpty {
            guard content.body.count < 2_000 else { return nil }
            words += ["-d", ShellText.quoted(String(decoding: content.body, as: UTF8.self))]
        }
        let address = "\(url.isSecure ? "https" : "http")://\(url.authority)\(content.path)"
        let line = (words + [address.contains(Self.placeholder) ? "\"\(Self.escaped(address))\"" : ShellText.quoted(address)]).joined(separator: " ")
        return RecordedFields.clear(line, of: secrets)
    }

    /// Within double quotes the placeholder is all that a shell may replace.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        var rest = text[...]
        while let next = rest.first {
            if rest.hasPrefix(placeholder) {
                escaped += placeholder
                rest = rest.dropFirst(placeholder.count)
                continue
            }
            if "\"\\$`".contains(next) { escaped += "\\" }
            escaped.append(next)
            rest = rest.dropFirst()
        }
        return escaped
    }
}
