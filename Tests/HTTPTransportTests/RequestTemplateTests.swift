import Endpoints
import LoadEngine
import Testing
import Timeline
import WireFormat
import HTTPTransport

/// Goal: a request that is filled in by copying is the same, byte for byte, as one that is spelled. Method: endpoints with slots everywhere,
/// keys of several kinds and lengths, many subjects, both ways.
@Suite struct RequestTemplateTests {
    private static let endpoints: [Endpoint] = {
        func text(_ text: String) -> TextTemplate { (try? TextTemplate(parsing: text)) ?? TextTemplate([]) }
        let json = Body(text(#"{"id":"${uuid}","mail":"${email}","n":"${n}${n}","key":"${key}","r":"${random.7}${random.3}"}"#), mediaType: "application/json")
        let credentials: [Credential] = [.none, .leads, .header(name: "Authorization", prefix: "Bearer "), .query("key"), .cookie("sid"), .basic]
        return [Endpoint.leads()] + credentials.flatMap { credential in
            [
                Endpoint(method: "GET", path: text("/v1/${n}/x?r=${random.5}&run=${run}"), credential: credential),
                Endpoint(method: "PUT", path: text("/v1"), headers: [HeaderTemplate(name: "X-Request-Id", value: text("${uuid}"))], body: json,
                         credential: credential),
            ]
        }
    }()

    @Test("filled and spelled are the same bytes", arguments: endpoints)
    func same(endpoint: Endpoint) {
        let spelling = RequestSpelling(runID: "r1", endpoint: endpoint)
        let messages = RequestMessages(spelling, authority: "api.test")
        for secret in ["", "k", "otr_abcdefgh12345678", "ann:secret word", "a/b+c%d"] {
            let key = APIKey(secret, presented: endpoint.credential.presented(secret))
            for subject in [0, 1, 7, 1_234_567, 999_999_999, 1_000_000_000] {
                let request = Request(operation: .create, subject: subject, key: key)
                let content = spelling.content(request)
                let spelled = RequestMessage.bytes(method: content.method, path: content.path, host: "api.test", fields: content.fields, body: content.body)
                #expect(Array(messages.bytes(of: request)) == spelled, "\(String(decoding: spelled, as: UTF8.self))")
            }
        }
    }
}
