import Endpoints
import Importing
import Testing
import WireFormat

@Suite("The key of a request is found, and only the key")
struct CredentialTests {
    private static let url = "https://api.example.com/v1/x"

    private static let cases: [(options: String, credential: EndpointDraft.Credential, secrets: [String])] = [
        ("\(url)", .none, []),
        ("\(url) -H 'Authorization: Bearer \(secret)'", .header(name: "Authorization", prefix: "Bearer "), [secret]),
        ("\(url) -H 'authorization: token \(secret)'", .header(name: "authorization", prefix: "token "), [secret]),
        ("\(url) -H 'Authorization: \(secret)'", .header(name: "Authorization", prefix: ""), [secret]),
        ("\(url) --oauth2-bearer \(secret)", .header(name: "Authorization", prefix: "Bearer "), [secret]),
        ("\(url) -u 'me:\(secret)'", .basic, ["me:\(secret)"]), ("\(url) -u \(secret):", .basic, ["\(secret):"]),
        ("https://me:p%40ss@api.example.com/", .basic, ["me:p@ss"]),
        ("\(url) -H 'Authorization: Basic bWU6aHVudGVyMg=='", .basic, ["me:hunter2"]),
        ("\(url) -H 'Authorization: Basic ???'", .header(name: "Authorization", prefix: "Basic "), ["???"]),
        ("\(url) -H 'X-API-Key: \(secret)'", .header(name: "X-API-Key", prefix: ""), [secret]),
        ("\(url) -H 'apikey: \(secret)'", .header(name: "apikey", prefix: ""), [secret]),
        ("\(url) -H 'X-Auth-Token: \(secret)'", .header(name: "X-Auth-Token", prefix: ""), [secret]),
        ("\(url) -H 'X-Auth: Bearer \(secret)'", .header(name: "X-Auth", prefix: "Bearer "), [secret]),
        ("\(url) -H 'Client-Secret: \(secret)'", .header(name: "Client-Secret", prefix: ""), [secret]),
        ("\(url) -H 'X-Key: \(secret)'", .header(name: "X-Key", prefix: ""), [secret]),
        ("\(url) -H 'Ocp-Apim-Subscription-Key: \(secret)'", .header(name: "Ocp-Apim-Subscription-Key", prefix: ""),
         [secret]),
        ("\(url) -H 'X-Thing: eyJhbGciOi.eyJzdWIi.c2lnbmF0'", .header(name: "X-Thing", prefix: ""),
         ["eyJhbGciOi.eyJzdWIi.c2lnbmF0"]), ("\(url) -H 'X-Author: Bob'", .none, []),
         ("\(url) -H 'Idempotency-Key: 12'", .none, []),
        ("'\(url)?key=\(secret)'", .query("key"), [secret]),
        ("'\(url)?API_KEY=\(secret)'", .query("API_KEY"), [secret]),
        ("'\(url)?a=1&apikey=\(secret)'", .query("apikey"), [secret]),
        ("'\(url)?token=a%2Bb+c'", .query("token"), ["a+b c"]),
        ("'\(url)?access_token=\(secret)'", .query("access_token"), [secret]),
        ("'\(url)?auth=\(secret)'", .query("auth"), [secret]), ("'\(url)?appid=\(secret)'", .query("appid"), [secret]),
        ("'\(url)?subscription-key=\(secret)'", .query("subscription-key"), [secret]),
        ("-G \(url) -d token=\(secret)", .query("token"), [secret]), ("'\(url)?monkey=1'", .none, []),
        ("\(url) -b 'session=\(secret)'", .cookie("session"), [secret]),
        ("\(url) -H 'Cookie: a=1; connect.sid=\(secret)'", .cookie("connect.sid"), [secret]),
        ("\(url) -b 'csrftoken=aaaaaaaa; sessionid=\(secret)'", .cookie("sessionid"), [secret]),
        ("\(url) -b 'auth_token=\(secret)'", .cookie("auth_token"), [secret]), ("\(url) -b 'lang=en'", .none, []),
        ("\(url) -H 'X-Api-Key: other-key-1' -H 'Authorization: Bearer \(secret)'",
         .header(name: "Authorization", prefix: "Bearer "), [secret]),
         ("'\(url)?token=other-key-1' -H 'X-Api-Key: \(secret)'", .header(name: "X-Api-Key", prefix: ""), [secret]),
        ("'\(url)?token=\(secret)' -b 'sid=other-key-1'", .query("token"), [secret]),
        ("\(url) -H 'X-CSRF-Token: other-key-1' -b 'sid=\(secret)'", .cookie("sid"), [secret]),
        ("\(url) -u me:other-key-1 -H 'Authorization: Bearer \(secret)'",
         .header(name: "Authorization", prefix: "Bearer "), [secret]),
        ("\(url) -H 'Proxy-Authorization: Basic \(secret)'", .none, []),
    ]

    @Test("credentials", arguments: cases)
    func credentials(options: String, credential: EndpointDraft.Credential, secrets: [String]) throws {
        let draft = try curl("curl \(options)")
        #expect(draft.credential == credential)
        #expect(draft.secrets == secrets)
        let yaml = ProfileWriter.yaml(draft)
        #expect(!yaml.contains(secret) && !yaml.contains("other-key-1") && !yaml.contains("p@ss")
            && !yaml.contains("hunter2"))
    }

    @Test("what is secret beside the key is left out, with a note where to add it")
    func others() throws {
        let draft = try curl("curl '\(Self.url)?token=bbbbbbbb' -H 'Authorization: Bearer \(secret)' -H "
            + "'X-Api-Key: aaaaaaaa' -b 'sid=cccccccc; lang=en'")
        #expect(draft.notes(about: "the header X-Api-Key was left out") == 1)
        #expect(draft.notes(about: "the query parameter token was left out") == 1)
        #expect(draft.notes(about: "the cookie sid was left out") == 1)
        #expect(draft.headers == [.init("Cookie", "lang=en")])
        #expect(draft.path == "/v1/x")
    }

    @Test("the key is a slot wherever else it stands")
    func again() throws {
        let draft = try curl("curl 'https://a.b/u/\(secret)/x?y=\(secret)' -H 'Authorization: Bearer \(secret)' "
            + "-H 'X-Copy: <\(secret)>' --json '{\"k\": \"\(secret)\", \"t\": \"${k}\"}'")
        #expect(draft.path == "/u/${key}/x?y=${key}")
        #expect(draft.header("X-Copy") == "<${key}>")
        #expect(draft.body == .json("{\"k\": \"${key}\", \"t\": \"$${k}\"}"))
        #expect(draft.name == "a-b-u-x")
    }

    @Test("a short key takes only whole words with it")
    func short() throws {
        let draft = try curl("curl 'https://a.b/abcd/abcdef?x=abcd' -H 'X-Api-Key: abcd'")
        #expect(draft.path == "/${key}/abcdef?x=${key}")
        #expect(try curl("curl https://a.b/v1 -H 'X-Api-Key: 1'").path == "/v1")
    }

    private static let variables: [(options: String, credential: EndpointDraft.Credential, name: String)] = [
        ("-H \"Authorization: Bearer $API_TOKEN\"", .header(name: "Authorization", prefix: "Bearer "), "API_TOKEN"),
        ("-H 'X-Api-Key: '$MY_KEY", .header(name: "X-Api-Key", prefix: ""), "MY_KEY"),
        ("-H \"X-Api-Key: ${MY_KEY}\"", .header(name: "X-Api-Key", prefix: ""), "MY_KEY"),
        ("-u \"$LOGIN\"", .basic, "LOGIN"), ("-b \"session=$SID\"", .cookie("session"), "SID"),
        ("-G -d token=$T", .query("token"), "T"),
        ("-H \"X-Api-Key: $my_key\"", .header(name: "X-Api-Key", prefix: ""), "RATEPROOF_API_KEYS"),
    ]

    @Test("a key that is one variable is read from it", arguments: variables)
    func checkVariables(options: String, credential: EndpointDraft.Credential, name: String) throws {
        let draft = try curl("curl \(Self.url) \(options)")
        #expect(draft.credential == credential)
        #expect(draft.environment == name)
        #expect(draft.secrets.isEmpty)
        #expect(try profile(draft).at("keys.from_environment") == name)
    }

    @Test("the same variable elsewhere is the key's slot")
    func sameVariable() throws {
        #expect(try curl("curl \"https://a.b/$K/x\" -H \"X-Api-Key: $K\"").path == "/${key}/x")
    }

    @Test("a key with a comma cannot stand in the environment")
    func comma() throws { #expect(try curl("curl \(Self.url) -H 'X-Api-Key: a,b'").notes(about: "comma") == 1) }

    @Test("Base64 there and back", arguments: ["", "a", "ab", "abc", "abcd", "me:p\u{e4}ss"])
    func base64(text: String) {
        #expect(text.isEmpty ? Base64.decode("") == nil : Base64.decode(Base64.encode(text)) == text)
    }
}
