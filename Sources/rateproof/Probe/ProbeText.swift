import Conformance
import Endpoints
import Limiters
import LoadEngine
import Profiles
import Timeline

/// What a probe saw, in plain words; the lines of a profile that follow from it; and what to run next.
struct ProbeText {
    let probe: Probe
    /// How the reader named the target: a profile, or a URL.
    let named: String

    var text: String {
        ([heading, ""] + Terminal.table(rows).split(separator: "\n").map(String.init) + ["", "what follows for the profile:"] + lines.map { "  " + $0 }
            + ["", "next:"] + next.map { "  " + $0 }).joined(separator: "\n")
    }

    private var heading: String {
        let url = probe.profile.target.url
        return "\(probe.profile.endpoint.method) \(url?.description ?? ""), \(Probe.count) requests"
    }

    // MARK: What was seen

    private var rows: [[String]] {
        var rows = [["answers", answers]]
        if let redirect = probe.redirect { rows.append(["redirect", "\(redirect.status) to \(redirect.location)"]) }
        if let refused = probe.answers.first(where: { $0.attempt.operation == .withoutKey }) {
            rows.append(["without a key", refused.attempt.response.map { "\($0.status), \(Self.meaning(refused.attempt))" } ?? "no response"])
        }
        rows.append(["fields", fields])
        if let numbers { rows.append(["they say", numbers]) }
        rows.append(["connections", connections])
        rows.append(["HTTP", probe.profile.target.version == .http2 ? "HTTP/2" : probe.speaksHTTP2 ? "HTTP/1.1, and HTTP/2 (target.http: \"2\")" : "HTTP/1.1"])
        rows.append(["clock", clock])
        return rows
    }

    private static func meaning(_ attempt: Attempt) -> String {
        guard let response = attempt.response else { return "no response" }
        return (attempt.meaning ?? Meaning(status: response.status)).rawValue
    }

    private var answers: String {
        let shown = probe.ordinary.map { answer in
            answer.attempt.response.map { "\($0.status) (\(Self.meaning(answer.attempt)))" } ?? "no response"
        }
        let kinds = shown.reduce(into: [(text: String, count: Int)]()) { kinds, text in
            if kinds.last?.text == text { kinds[kinds.count - 1].count += 1 } else { kinds.append((text, 1)) }
        }
        let type = probe.ordinary.first?.attempt.response?.first("content-type").map { ", \($0)" } ?? ""
        return kinds.map { $0.count > 1 ? "\($0.count) × \($0.text)" : $0.text }.joined(separator: ", ") + type
    }

    private var fields: String {
        switch probe.recognition {
        case .dialect(let dialect): "\(dialect.fields?.names.joined(separator: ", ") ?? ""): dialect \(dialect.id)"
        case .unread(let unread):
            "\(unread.examples.map { "\($0.name): \($0.value)" }.joined(separator: ", ")); in no dialect that is known (contract.dialect can describe it)"
        case .noFields: "none about a limit"
        }
    }

    private var numbers: String? {
        guard let first = probe.readings.first else { return nil }
        let remaining = probe.readings.compactMap(\.remaining.value).map(String.init)
        var parts: [String] = []
        if let limit = first.limit.value { parts.append("limit \(limit)") }
        if !remaining.isEmpty { parts.append("remaining \(remaining.joined(separator: ", then "))") }
        if let span = first.resetIn { parts.append("reset in \(span)") }
        if let instant = first.resetAt, let asked = probe.ordinary.first?.departed { parts.append("reset in about \(Self.signed(instant - asked))") }
        if let window = first.policyWindow { parts.append("a window of \(window)") }
        return parts.joined(separator: "; ")
    }

    private var connections: String {
        let numbers = probe.answers.filter { $0.attempt.operation != .onNewConnection }.compactMap(\.attempt.connection)
        guard numbers.count > 1 else { return "not told" }
        return Set(numbers).count == 1 ? "kept alive" : "\(Set(numbers).count) connections for \(numbers.count) requests: the server closes them"
    }

    private var clock: String {
        guard let offset = probe.clockOffset else { return "no Date to go by" }
        return "the server's is between \(Self.signed(offset.atLeast)) and \(Self.signed(offset.atMost)) ahead of this machine's"
    }

    private static func signed(_ span: TimeSpan) -> String { "\(TimeSpan.milliseconds(Int(span.nanoseconds / 1_000_000)))" }

    // MARK: What follows

    private var lines: [String] {
        var lines: [String] = []
        if let redirect = probe.redirect {
            lines.append([307, 308].contains(redirect.status) ? "target: { redirects: follow }   # or give the url it redirects to" : "target: { url: \(redirect.location) }")
        }
        if let dialect = probe.recognition.dialect { lines.append("contract: { dialect: \(dialect.id) }") }
        if let limit = probe.readings.first?.limit.value {
            let window = probe.readings.first?.policyWindow.map { ", window: \(TimeSpan.milliseconds(Int($0.nanoseconds / 1_000_000)))" } ?? ""
            lines.append("contract: { quota: \(limit)\(window) }   # what its fields say; what is promised you know")
        }
        if probe.recognition.dialect == nil, case .noFields = probe.recognition { lines.append("contract: { dialect: none }   # unless only refusals carry fields") }
        if probe.speaksHTTP2, probe.profile.target.version == .http1 { lines.append("target: { http: \"2\" }   # as most clients would speak to it") }
        if let problem { lines.append("# \(problem)") }
        return lines.isEmpty ? ["nothing"] : lines
    }

    /// Why no run would get far.
    private var problem: String? {
        guard let first = probe.ordinary.first?.attempt, !first.isAdmitted, !first.isStatedLimit else { return nil }
        guard let status = first.response?.status else { return "no answer came" }
        switch status {
        case 300...399: return "it redirects"
        case 401, 403:
            return probe.profile.endpoint.credential == Credential.none
                ? "it asks who you are: add credential and keys" : "it does not take this key, or not in this place: see credential"
        case 404, 405: return "it knows no such path or method: see request.path and request.method"
        case 400...499: return "it refuses the request as such: see request.body and request.headers"
        case 200...299: return "answers takes its ordinary answer for none: see answers"
        default: return "it fails: see its log"
        }
    }

    private var next: [String] {
        if let problem, !problem.hasPrefix("it redirects") { return ["rateproof probe \(named)   # again, once that is mended"] }
        let limiter = probe.readings.first?.limit.value != nil
            ? "rateproof run \(named) --contract observed   # hold it to what its own fields say" : nil
        return [limiter, "rateproof run \(named) --contract unknown    # find out what the limiter is",
                "rateproof run \(named) --set contract.quota=… --set contract.window=…   # hold it to what is promised"].compactMap(\.self)
    }
}
