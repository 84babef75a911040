import Endpoints
import Testing
import Timeline
import WireFormat

/// Goal: a key stands where the profile says, answers mean what its rules say, and nothing is asked that nobody declared. Method: tables.
@Suite struct EndpointTests {
    private static func content(_ credential: Credential, _ operation: Timeline.Operation = .create, path: String = "/v1/search?q=x") -> RequestContent {
        let endpoint = Endpoint(method: "GET", path: TextTemplate([.text(path)]), credential: credential)
        let key = "ann:pass word/1"
        var values = SlotValues(key: key, presented: credential.presented(key), subject: 1, run: "r", digits: RandomDigits(seed: 1, subject: 1))
        return endpoint.content(operation, &values)
    }

    @Test("a key stands in its place, as that place wants it", arguments: [
        (Credential.header(name: "X-Key", prefix: ""), "X-Key: ann:pass word/1", "/v1/search?q=x"),
        (.header(name: "Authorization", prefix: "Bearer "), "Authorization: Bearer ann:pass word/1", "/v1/search?q=x"),
        (.cookie("session"), "Cookie: session=ann:pass word/1", "/v1/search?q=x"),
        (.basic, "Authorization: Basic YW5uOnBhc3Mgd29yZC8x", "/v1/search?q=x"),
        (.query("key"), "", "/v1/search?q=x&key=ann%3Apass%20word%2F1"), (Credential.none, "", "/v1/search?q=x"),
    ])
    func places(credential: Credential, line: String, path: String) {
        let content = Self.content(credential)
        #expect(content.path == path)
        let lines = content.fields.map { "\($0.name): \($0.value)" }
        #expect(line.isEmpty ? lines == ["User-Agent: rateproof"] : lines.first == line)
        // A server of ours reads the same key out of it.
        let fields = content.fields.map { (name: $0.name.lowercased(), value: $0.value) }
        #expect(credential.key(path: content.path, fields: fields) == (credential == Credential.none ? "" : "ann:pass word/1"))
    }

    @Test("other spellings change the path alone, not the query", arguments: [
        (Timeline.Operation.pathTrailingSlash, "/v1/search/?q=x"), (.pathUpperCase, "/V1/SEARCH?q=x"), (.pathDotted, "/v1/search/.?q=x"),
        (.pathQuery, "/v1/search?q=x&rateproof=1"), (.pathEncoded, "/v1/searc%68?q=x"), (.pathDoubleSlash, "//v1/search?q=x"),
    ])
    func paths(operation: Timeline.Operation, path: String) { #expect(Self.content(.none, operation).path == path) }

    @Test("what nobody declared is not offered")
    func offered() {
        let anonymous = Endpoint(method: "GET", path: TextTemplate([.text("/")]), credential: .none)
        for operation in [Timeline.Operation.get, .withoutKey, .keyPadded, .createInvalid, .duplicate, .importOne, .deleteUnknown, .route1, .bracket1] {
            #expect(!anonymous.offered.contains(operation), "\(operation)")
        }
        #expect(anonymous.offered.isSuperset(of: [.create, .head, .forwardedFor, .pathQuery]))
        let basic = Endpoint(method: "POST", path: TextTemplate([.text("/")]), credential: .basic)
        #expect(basic.offered.contains(.keyPadded) && !basic.offered.contains(.keyUpperCase) && basic.offered.contains(.get))
        #expect(Endpoint.leads().offered.contains(.importTooMany) && !Endpoint.leads().offered.contains(.duplicate))
    }

    // MARK: Answers

    private static let rules = AnswerRules([
        AnswerRule(statuses: [200...200], json: .init(path: ["errors", "0", "code"], value: "LIMITED"), meaning: .limited),
        AnswerRule(statuses: [200...200], json: .init(path: ["errors"], value: nil), meaning: .refused),
        AnswerRule(statuses: [403...403], header: .init(name: "X-Remaining", value: "0"), meaning: .limited),
        AnswerRule(statuses: [500...599], meaning: .failed),
    ])

    @Test("the first rule that fits says what an answer means", arguments: [
        (200, #"{"errors":[{"code":"LIMITED"}]}"#, "", Meaning?.some(.limited)), (200, #"{"errors":[{"code":"OTHER"}]}"#, "", .refused),
        (200, #"{"errors":null}"#, "", nil), (200, "no JSON", "", nil), (403, "{}", "0", .limited), (403, "{}", "3", nil), (503, "", "", .failed),
    ])
    func answers(status: Int, body: String, remaining: String, meaning: Meaning?) {
        let response = Response(status: status, fields: remaining.isEmpty ? [] : [FieldLine("x-remaining", remaining)])
        #expect(Self.rules.meaning(of: response, body: Array(body.utf8)) == meaning)
    }

    @Test("a rule that can never fit is seen")
    func shadows() {
        let any = AnswerRule(statuses: [400...499], meaning: .refused)
        let narrow = AnswerRule(statuses: [403...403], header: .init(name: "x", value: "0"), meaning: .limited)
        #expect(any.shadows(narrow) && !narrow.shadows(any))
        #expect(!AnswerRule(statuses: [403...403], meaning: .limited).shadows(any))
    }

    @Test("what a profile spells out although it is a secret is known")
    func literalSecrets() {
        let endpoint = Endpoint(
            method: "GET", path: TextTemplate([.text("/v1?api_key=plain-secret-1&q=harmless-word")]),
            headers: [HeaderTemplate(name: "Authorization", value: TextTemplate([.text("Token plain-secret-2")])),
                      HeaderTemplate(name: "Accept", value: TextTemplate([.text("application/json")]))],
            credential: .none)
        #expect(Set(endpoint.literalSecrets) == ["plain-secret-1", "Token plain-secret-2", "plain-secret-2"])
    }
}
