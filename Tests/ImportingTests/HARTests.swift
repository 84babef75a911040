import Endpoints
import Importing
import Testing

@Suite("An entry of a recording becomes a draft")
struct HARTests {
    private static func entry(_ url: String, method: String = "GET", headers: [(String, String)] = [],
                              post: String? = nil, mime: String? = nil, more: String = "") -> String {
        let headers = headers.map { "{\"name\": \"\($0.0)\", \"value\": \"\($0.1)\"}" }.joined(separator: ",")
        let post = post.map { ", \"postData\": \($0)" } ?? ""
        let response = mime.map { ", \"response\": {\"status\": 200, \"content\": {\"mimeType\": \"\($0)\"}}" } ?? ""
        return "{\"request\": {\"method\": \"\(method)\", \"url\": \"\(url)\", \"headers\": "
            + "[\(headers)]\(post)\(more)}\(response)}"
    }
    private static func har(_ entries: String...) -> String {
        "{\"log\": {\"version\": \"1.2\", \"entries\": [\(entries.joined(separator: ","))]}}"
    }
    private func read(_ text: String, _ entry: Int? = nil) throws -> EndpointDraft {
        try HARImport.read(text, entry: entry)
    }

    @Test("as a browser saves it")
    func browser() throws {
        let headers = [(":authority", "a.b"), (":method", "POST"), ("Host", "a.b"), ("accept", "application/json"),
                       ("Accept-Encoding", "gzip"), ("User-Agent", "M"), ("sec-ch-ua", "x"),
                       ("Sec-Fetch-Mode", "cors"), ("Content-Length", "9"),
                       ("connection", "keep-alive"), ("origin", "https://a.b"),
                       ("referer", "https://a.b/?t=\(secret)"), ("content-type", "application/json"),
                       ("authorization", "Bearer \(secret)"), ("cookie", "lang=en; sid=\(secret)2"),
                       ("if-none-match", "x")]
        let text = Self.har(Self.entry("https://a.b/"),
                            Self.entry("https://a.b/v1/o?x=1", method: "POST", headers: headers,
                                       post: "{\"mimeType\": \"application/json\", \"text\": \"{\\\"a\\\": "
                                           + "\\\"${n}\\\"}\"}", mime: "application/json; "
                                               + "charset=utf-8"), Self.entry("https://a.b/i.png", mime: "image/png"))
        let draft = try read(text)
        #expect(draft.url == "https://a.b" && draft.path == "/v1/o?x=1" && draft.method == "POST"
            && draft.name == "a-b-v1-o")
        #expect(draft.headers == [.init("accept", "application/json"), .init("Cookie", "lang=en")])
        #expect(draft.body == .json("{\"a\": \"$${n}\"}"))
        #expect(draft.credential == .header(name: "authorization", prefix: "Bearer ") && draft.secrets == [secret])
        #expect(!ProfileWriter.yaml(draft).contains(secret))
        #expect(draft.notes(about: "Of 3 entries, number 2") == 1 && draft.notes(about: "if-none-match") == 1
            && draft.notes(about: "cookie sid") == 1)
    }

    @Test("the last that was answered with JSON, else the first, or the one that is named")
    func choice() throws {
        let text = Self.har(Self.entry("https://a.b/1", mime: "text/html"),
                            Self.entry("https://a.b/2", mime: "application/json"),
                                Self.entry("https://a.b/3", mime: "application/problem+json"),
                                    Self.entry("wss://a.b/4", mime: "application/json"))
        #expect(try read(text).path == "/3")
        #expect(try read(text, 1).path == "/1")
        #expect(try read(Self.har(Self.entry("https://a.b/1"), Self.entry("https://a.b/2"))).path == "/1")
        #expect(try read(Self.har(Self.entry("data:x"), Self.entry("https://a.b/2"))).path == "/2")
    }

    private static let sparse: [(text: String, path: String, body: EndpointDraft.Body?)] = [
        // Firefox: no cookies, parameters beside an empty text. Charles: no log.pages, no headersSize, no httpVersion.
        // Others leave out what they like.
        (har(entry("https://a.b/f", method: "POST",
                   post: "{\"mimeType\": \"application/x-www-form-urlencoded\", \"params\": [{\"name\": \"a b\", "
                       + "\"value\": \"1&2\"}, {\"name\": \"c\"}], \"text\": \"\"}")), "/f", .text("a+b=1%262&c=")),
        (har(entry("https://a.b/f", method: "POST",
                   post: "{\"mimeType\": \"application/x-www-form-urlencoded\", \"params\": [{\"name\": "
                       + "\"a%20b\", \"value\": \"1%262\"}]}")), "/f", .text("a+b=1%262")),
        ("{\"log\":{\"entries\":[{\"request\":{\"url\":\"https://a.b/c\"}}]}}", "/c", nil),
        ("\u{FEFF}{\"log\":{\"entries\":[{\"request\":{\"url\":\"https://a.b/c\", \"postData\": null, "
            + "\"headers\": null, \"cookies\": null}, \"response\": null}]}}", "/c", nil),
        (har(entry("https://a.b/c", method: "POST",
                   post: "{\"text\": \"eyJhIjoxfQ==\", \"encoding\": \"base64\", \"mimeType\": "
                       + "\"application/json\"}")), "/c", .json("{\"a\":1}")),
        (har(entry("https://a.b/c", method: "PUT", post: "{\"text\": \"plain\"}")), "/c", .text("plain")),
        (har(entry("https://a.b/c", post: "{\"text\": \"\", \"mimeType\": \"\"}")), "/c", nil),
        (har(entry("https://a.b/c", headers: [("x-n", ""), ("bad name", "x")])), "/c", nil),
    ]

    @Test("as tools save it that leave members out", arguments: sparse)
    func checkSparse(text: String, path: String, body: EndpointDraft.Body?) throws {
        let draft = try read(text)
        #expect(draft.path == path && draft.body == body)
        #expect(draft.headers.allSatisfy { $0.name == "Content-Type" })
        _ = try profile(draft)
    }

    @Test("cookies that are only listed count too")
    func cookies() throws {
        let draft = try read(Self.har(Self.entry("https://a.b/c",
                                                 more: ", \"cookies\": [{\"name\": \"session\", \"value\": "
                                                     + "\"\(secret)\"}, {\"name\": \"l\", \"value\": 1}]")))
        #expect(draft.credential == .cookie("session") && draft.secrets == [secret])
        #expect(draft.headers == [.init("Cookie", "l=1")])
    }

    private static let broken: [(text: String, entry: Int?, place: String, what: String)] = [
        ("", nil, "the HAR file:1:1", "not JSON"), ("{", nil, "the HAR file:1:2", "not JSON"),
        ("{}", nil, "the HAR file", "log.entries is missing"), ("[1]", nil, "the HAR file", "log.entries"),
        ("{\"log\": {\"entries\": {}}}", nil, "the HAR file", "log.entries"),
        ("openapi: 3", nil, "the HAR file:1:1", "not JSON"),
        (har(), nil, "the HAR file", "no entries"), (har(entry("https://a.b/")), 2, "entry 2", "no such entry"),
        (har(entry("https://a.b/")), 0, "entry 0", "no such entry"),
        (har(entry("https://a.b/")), .min, "entry -", "no such entry"), (har("{}"), nil, "entry 1", "no request"),
        (har("7"), 1, "entry 1", "no request"),
        (har(entry("")), nil, "entry 1, request.url", "no scheme"),
        (har(entry("wss://a.b/")), 1, "entry 1, request.url", "scheme of the address is wss"),
        (har(entry("https://a.b/", method: "A B")), nil, "entry 1, request.method", "method"),
        (har(entry("https://a.b/", method: "POST",
                   post: "{\"mimeType\": \"multipart/form-data; boundary=x\", \"text\": \"x\"}")), nil,
                       "entry 1, request.postData", "multipart"),
        (har(entry("https://a.b/", method: "POST",
                   post: "{\"params\": [{\"name\": \"f\", \"fileName\": \"x.png\"}]}")), nil,
                       "entry 1, request.postData", "has a file"),
                       (har(entry("https://a.b/", method: "POST",
                                  post: "{\"text\": \"/w==\", \"encoding\": \"base64\"}")), nil,
                                      "entry 1, request.postData", "binary"),
    ]

    @Test("what cannot be read", arguments: broken)
    func checkBroken(text: String, entry: Int?, place: String, what: String) {
        let found = problem { try read(text, entry) }
        #expect(found?.place.hasPrefix(place) == true && found?.what.contains(what) == true,
                "\(found?.description ?? "")")
        #expect(found?.remedy.isEmpty == false)
    }

    @Test("no secret is written", arguments: [
        ("Authorization", "Bearer \(secret)"), ("authorization", "Basic bWU6UzNDUjNULTlmOGU3ZDZjNWI0YQ=="),
        ("x-api-key", secret), ("X-Token", secret), ("X-Csrf-Token", secret), ("Cookie", "sid=\(secret)"),
        ("cookie", "a=1; auth=\(secret)"), ("Referer", "https://a.b/?k=\(secret)"), ("Proxy-Authorization", secret),
    ])
    func quiet(name: String, value: String) throws {
        let yaml = ProfileWriter.yaml(try read(Self.har(Self.entry("https://a.b/x?token=\(secret)1#\(secret)",
                                                                   headers: [(name, value)]))))
        #expect(!yaml.contains(secret) && !yaml.contains("UzNDUjNU"))
    }
}
