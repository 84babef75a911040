import Conformance
import Endpoints
import Limiters
import LoadEngine
import Profiles
import Timeline

/// Five requests, and what they show of a target.
struct Probe {
    let profile: Profile
    let answers: [FewRequests.Answer]
    let speaksHTTP2: Bool

    /// How many requests it takes.
    static let count = 5

    init(_ request: RunRequest) async throws {
        profile = request.profile
        let few = try FewRequests(request)
        // The second shows what one request costs, the last whether a connection has anything to do with it.
        let third: Timeline.Operation = profile.endpoint.offered.contains(.withoutKey) ? .withoutKey : .create
        answers = try await few.send([.create, .create, .create, third, .onNewConnection])
        let isSecure = profile.target.url?.isSecure ?? false
        speaksHTTP2 = if isSecure && profile.target.version == .http1 { await few.opens(.http2) } else { profile.target.version == .http2 }
    }

    var ordinary: [FewRequests.Answer] { answers.filter { $0.attempt.operation == .create } }
    var responses: [Response] { answers.filter { $0.attempt.operation != .withoutKey }.compactMap(\.attempt.response) }

    var recognition: DialectRecognition { DialectDetector.recognise(responses) }

    var readings: [AdviceReading] {
        guard let fields = recognition.dialect?.fields ?? profile.contract.dialect.fields else { return [] }
        return ordinary.compactMap { $0.attempt.response.map { AdviceReading($0, fields) } }
    }

    /// How far the server's clock seems to be ahead, between two bounds; nothing where no Date can be read.
    var clockOffset: (atLeast: TimeSpan, atMost: TimeSpan)? {
        let offsets = answers.compactMap { answer -> (atLeast: TimeSpan, atMost: TimeSpan)? in
            guard let text = answer.attempt.response?.first("date"), let date = HTTPDate.parse(text)?.instant, let took = answer.attempt.serviceTime else { return nil }
            return (date - (answer.departed + took), date + .seconds(1) - answer.departed)
        }
        guard let atLeast = offsets.map(\.atLeast).max(), let atMost = offsets.map(\.atMost).min() else { return nil }
        return (atLeast, max(atLeast, atMost))
    }

    /// Where the first answer sends its reader.
    var redirect: (status: Int, location: String)? {
        guard let response = ordinary.first?.attempt.response, (300...399).contains(response.status), let location = response.first("location") else { return nil }
        return (response.status, location)
    }
}
