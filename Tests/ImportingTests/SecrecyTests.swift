import Endpoints
import Importing
import Testing
import WireFormat

@Suite("A secret is written nowhere")
struct SecrecyTests {
    private static let url = "https://api.example.com/v1/x"
    private static let base64 = Base64.encode("me:\(secret)")

    private static let lines: [String] = [
        "-H 'Authorization: Bearer \(secret)'", "-H 'authorization:bearer \(secret)'",
        "-H \"AUTHORIZATION: BEARER \(secret)\"", "-HAuthorization:\\ Bearer\\ \(secret)",
        "-H $'Authorization: Bearer \(secret)'", "-H 'Authorization:  Bearer   \(secret) '",
        "-H 'Authorization: \(secret)'", "-H 'Authorization: Token token=\"\(secret)\"'",
        "-H 'Authorization: Digest username=\"a\", response=\"\(secret)\"'",
        "-H 'Authorization: AWS4-HMAC-SHA256 Credential=a, Signature=\(secret)'",
        "-H 'Authorization: Basic \(base64)'", "-u me:\(secret)", "-u\"me:\(secret)\"", "--user 'me:\(secret)'",
        "-u \(secret)", "-u \(secret):", "--oauth2-bearer \(secret)", "-H 'Proxy-Authorization: Bearer \(secret)'",
        "-U me:\(secret)",
        "-x http://me:\(secret)@proxy:1", "-x socks5://me:\(secret)@proxy:1", "-H 'X-API-KEY: \(secret)'",
        "-H 'x-apikey: \(secret)'", "-H 'Api_Key: \(secret)'", "-H 'X-Auth-Token: \(secret)'",
        "-H 'X-Secret: \(secret)'", "-H 'X-Vault-Token: \(secret)'",
        "-H 'X-CSRF-Token: \(secret)'", "-H 'X-Access-Token: \(secret)' -H 'X-Refresh-Token: \(secret)2'",
        "-H 'X-Api-Key: \(secret)' -H 'x-api-key: \(secret)'", "-b 'session=\(secret)'",
        "-b 'a=1; sid=\(secret); b=2'", "-H 'Cookie: PHPSESSID=\(secret)'",
        "-H 'Cookie: jwt=\"\(secret)\"'", "-b 'session=\(secret); auth=\(secret)x; token=\(secret)y'",
        "-b session=aaaaaaaa -b 'sid=\(secret)'", "-H 'X-A: \(secret)' -H 'X-Api-Key: \(secret)'",
        "-H 'X-Api-Key: \(secret)' -d 'k=\(secret)'", "-H 'X-Api-Key: \(secret)' --json '{\"a\":\"\(secret)\"}'",
        "-H 'X-Api-Key: \(secret)' -e 'https://a/?k=\(secret)'", "-e 'https://a/?token=\(secret)'",
        "-H 'X-Api-Key: aaaaaaaa' -H 'X-Token: \(secret)' -d 'x=\(secret)'",
        "-H 'X-Api-Key: \(secret)' -A 'me \(secret)'", "-E c.pem:\(secret)", "--pass \(secret)",
        "--proxy-header 'X: \(secret)'",
        "-u 'me:\(secret)' -d 'p=\(secret)'", "-u 'me:\(secret)' -H 'X-Old: Basic \(base64)'",
        "-G -d 'api_key=\(secret)'", "-G --data-urlencode 'token=\(secret)'", "--url-query 'token=\(secret)'",
        "-o \(secret)", "-w \(secret)", "-X GET -d '\(secret)'",
        "-H \"Authorization: Bearer \(secret)\" | jq '.\(secret)'", "-H 'X-Api-Key: \(secret)' # \(secret)",
    ]

    @Test("of a curl line", arguments: lines)
    func options(line: String) throws { try expectQuiet(try curl("curl '\(Self.url)?a=1' \(line)")) }

    private static let addresses: [String] = [
        "https://me:\(secret)@a.b/x", "https://\(secret)@a.b/x", "https://a.b/x?key=\(secret)",
        "https://a.b/x?KEY=\(secret)", "https://a.b/x?a=1&api%5Fkey=\(secret)&b=2",
        "https://a.b/x?access_token=\(secret)#\(secret)", "https://a.b/x#\(secret)",
        "https://a.b/\(secret)?token=\(secret)",
        "https://a.b/x?token=\(secret)&auth=\(secret)2", "https://a.b/x?k=\(secret)&token=\(secret)",
        "a.b/x?appid=\(secret)", "https://a.b/x?token=%53\(secret.dropFirst())",
    ]

    @Test("of a URL", arguments: addresses)
    func checkAddresses(url: String) throws { try expectQuiet(try curl("curl '\(url)'")) }

    private static let tokens = [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "ghp_abcdefghijklmnop", "8c1f0b7de24d55868c1f0b7d",
        "xoxb%2D1234567890abcdef",
    ]

    @Test("a part of the path that looks like a token is asked, and named nowhere", arguments: tokens)
    func path(token: String) throws {
        let draft = try curl("curl 'https://a.b/v1/\(token)/x?q=1'")
        #expect(draft.path == "/v1/\(token)/x?q=1" && draft.name == "a-b-v1-x")
        let node = try profile(draft)
        #expect(node.at("name") == "a-b-v1-x" && node.at("summary") == "GET /v1/…/x of a.b")
        #expect(draft.notes(about: "looks like a secret") == 1)
    }

    @Test("words and ids stay in the name", arguments: [
        ("v1/createOrderForCustomer", "a-b-v1-createorderforcustomer"),
        ("report-2026-01-01-of-the-company", "a-b-report-2026-01-01-of-the-company"),
        ("123e4567-e89b-12d3-a456-426614174000", "a-b-123e4567-e89b-12d3-a456-426614174000"),
        ("12345678901234567890", "a-b-12345678901234567890"),
    ])
    func words(path: String, name: String) throws {
        let draft = try curl("curl 'https://a.b/\(path)'")
        #expect(draft.name == name && draft.notes.isEmpty, "\(draft.notes)")
    }

    @Test("however it is encoded beside its place",
          arguments: ["a+b/c=d \"e\"", "p\u{e4}ssw\u{f6}rd&1", "tab\\back slash"])
    func encoded(key: String) throws {
        let quoted = key.escapedForJSON, percent = PercentCoding.encode(key), form = PercentCoding.form(key)
        let draft = try curl("curl 'https://a.b/\(percent)?x=\(form)' -H 'X-Api-Key: \(key)' --json '{\"k\": "
            + "\"\(quoted)\"}'")
        let yaml = ProfileWriter.yaml(draft)
        for spelling in [key, quoted, percent, form] { #expect(!yaml.contains(spelling)) }
        #expect(draft.secrets == [key])
        #expect(draft.path == "/${key}?x=${key}")
        #expect(draft.body == .json("{\"k\": \"${key}\"}"))
    }

    private func expectQuiet(_ draft: EndpointDraft) throws {
        let yaml = ProfileWriter.yaml(draft)
        #expect(!yaml.contains(secret), "\(yaml)")
        #expect(!yaml.contains(Self.base64))
        #expect(!yaml.lowercased().contains(secret.lowercased()))
        #expect(!draft.notes.joined().contains(secret))
        var open = draft
        open.secrets = []
        #expect(!"\(open)".contains(secret))
        _ = try profile(draft)
    }
}
