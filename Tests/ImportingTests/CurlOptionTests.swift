import Endpoints
import Importing
import Testing

@Suite("Every option of a curl line has its effect")
struct CurlOptionTests {
    private static let url = "https://api.example.com/v1/orders"
    private static let form = "application/x-www-form-urlencoded"

    private static let methods: [(options: String, method: String)] = [
        ("", "GET"), ("-X PUT", "PUT"), ("-XPATCH", "PATCH"), ("--request DELETE", "DELETE"), ("-X post", "POST"),
        ("-d a=1", "POST"), ("-d ''", "POST"),
        ("-d a=1 -X PUT", "PUT"), ("-I", "HEAD"), ("--head", "HEAD"), ("-G -d a=1", "GET"), ("--get", "GET"),
        ("--json {}", "POST"), ("-sXPOST", "POST"),
    ]

    @Test("methods", arguments: methods)
    func checkMethods(options: String, method: String) throws {
        #expect(try curl("curl \(options) \(Self.url)").method == method)
    }

    private static let bodies: [(options: String, body: EndpointDraft.Body?, type: String?)] = [
        ("-d a=1", .text("a=1"), form), ("-da=1", .text("a=1"), form), ("-d a=1 -d b=2", .text("a=1&b=2"), form),
        ("--data-ascii a=1", .text("a=1"), form),
        ("--data-raw @x", .text("@x"), form), ("--data-raw 'a b'", .text("a b"), form),
        ("--data-binary $'a\\nb'", .text("a\nb"), form),
        ("--data-urlencode 'a=x y&z'", .text("a=x+y%26z"), form), ("--data-urlencode '=x='", .text("x%3D"), form),
        ("--data-urlencode 'x y'", .text("x+y"), form),
        ("-d @order.json", .file("order.json"), form), ("-d@order.json", .file("order.json"), form),
        ("--data-binary @o -H 'Content-Type: application/json'", .file("o"), "application/json"),
        ("--json '{\"a\": 1}'", .json("{\"a\": 1}"), nil), ("--json @o.json", .file("o.json"), "application/json"),
        ("--json '{\"a\":' --json '1}'", .json("{\"a\":1}"), nil),
        ("-H 'Content-Type: application/json' -d '{\"a\":1}'", .json("{\"a\":1}"), nil),
        ("-H 'content-type: application/vnd.x+json' -d '[1]'", .json("[1]"), nil),
        ("-H 'Content-Type: application/json' -d '{a:1}'", .text("{a:1}"), "application/json"),
        ("-d '{\"a\":1}'", .text("{\"a\":1}"), form),
        ("-d '{\"a\":1}' -H 'Content-Type:'", .text("{\"a\":1}"), nil), ("-G -d a=1", nil, nil),
        ("-X GET -d a=1", nil, nil), ("-d '${id}'", .text("$${id}"), form),
    ]

    @Test("bodies", arguments: bodies)
    func checkBodies(options: String, body: EndpointDraft.Body?, type: String?) throws {
        let draft = try curl("curl \(Self.url) \(options)")
        #expect(draft.body == body)
        #expect(draft.header("Content-Type") == type)
    }

    private static let headers: [(options: String, name: String, value: String?)] = [
        ("-H 'X-One: 1'", "X-One", "1"), ("-HX-One:1", "X-One", "1"), ("--header 'X-One:1  '", "X-One", "1"),
        ("-H 'X-One: a' -H 'x-one: b'", "X-One", "a, b"),
        ("-H 'X-One:'", "X-One", nil), ("-H 'X-One;'", "X-One", ""), ("-A me/1", "User-Agent", "me/1"),
        ("--user-agent me", "User-Agent", "me"),
        ("-e https://a/", "Referer", "https://a/"), ("--referer 'https://a/?q=1'", "Referer", "https://a/"),
        ("-r 0-9", "Range", "bytes=0-9"),
        ("--json {}", "Accept", "application/json"), ("--json {} -H 'Accept: a/b'", "Accept", "a/b"),
        ("-b lang=en", "Cookie", "lang=en"),
        ("--cookie 'a=1; b=2' -b c=3", "Cookie", "a=1; b=2; c=3"), ("-H 'Cookie: a=1'", "Cookie", "a=1"),
        ("-H 'X-T: ${n}'", "X-T", "$${n}"),
        ("-H 'Content-Length: 3'", "Content-Length", nil), ("-H 'Host: api.example.com'", "Host", nil),
    ]

    @Test("headers", arguments: headers)
    func checkHeaders(options: String, name: String, value: String?) throws {
        #expect(try curl("curl \(options) \(Self.url)").header(name) == value)
    }

    private static let paths: [(line: String, url: String, path: String)] = [
        ("https://api.example.com", "https://api.example.com", "/"),
        ("https://API.Example.com:443/A?b=1#c", "https://api.example.com", "/A?b=1"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080", "/x"), ("'http://[::1]:80/x'", "http://[::1]", "/x"),
        ("example.com/x", "http://example.com", "/x"),
        ("--url https://a.b/x", "https://a.b", "/x"),
        ("-G https://a.b/x -d c=1 --data-urlencode 'd=e f'", "https://a.b", "/x?c=1&d=e+f"),
        ("-G 'https://a.b/x?y=0' -d c=1", "https://a.b", "/x?y=0&c=1"), ("'https://a.b?c=1'", "https://a.b", "/?c=1"),
        ("--url-query c=1 https://a.b/x", "https://a.b", "/x?c=1"),
        ("'https://a.b/\u{e9} x'", "https://a.b", "/%C3%A9%20x"), ("-g 'https://a.b/{x}'", "https://a.b", "/{x}"),
        ("'https://a.b/?u=http://c/d'", "https://a.b", "/?u=http://c/d"),
        ("'a.b/?u=http://c/d'", "http://a.b", "/?u=http://c/d"), ("-g 'https://a.b/${n}'", "https://a.b", "/$${n}"),
    ]

    @Test("addresses", arguments: paths)
    func addresses(line: String, url: String, path: String) throws {
        let draft = try curl("curl \(line)")
        #expect(draft.url == url)
        #expect(draft.path == path)
    }

    private static let targets: [(options: String, target: EndpointDraft.Target)] = [
        ("-L", .init(followsRedirects: true)), ("--location", .init(followsRedirects: true)),
        ("-sSL", .init(followsRedirects: true)), ("--http1.1", .init(http: "1.1")),
        ("--http2", .init(http: "2")), ("--http2-prior-knowledge", .init(http: "2")),
        ("--cacert ca.pem", .init(trust: "ca.pem")),
        ("-E c.pem --key c.key", .init(certificate: "c.pem", certificateKey: "c.key")),
        ("--cert c.pem", .init(certificate: "c.pem", certificateKey: "c.pem")),
        ("-E c.pem:pass --key c.key", .init(certificate: "c.pem", certificateKey: "c.key")), ("--key c.key", .init()),
        ("-x http://127.0.0.1:3128", .init(proxy: "http://127.0.0.1:3128")),
        ("--proxy 127.0.0.1:3128", .init(proxy: "http://127.0.0.1:3128")),
        ("-x http://p", .init(proxy: "http://p:1080")), ("-x socks5://p:1", .init()),
        ("--resolve api.example.com:443:127.0.0.1", .init(connect: "127.0.0.1:443")),
        ("--resolve '*:443:[::1]'", .init(connect: "[::1]:443")),
        ("--resolve other:443:127.0.0.1", .init()),
        ("--connect-to api.example.com:443:127.0.0.1:8443", .init(connect: "127.0.0.1:8443")),
        ("--connect-to ::127.0.0.1:8443", .init(connect: "127.0.0.1:8443")),
        ("--connect-to api.example.com:443::8443", .init(connect: "api.example.com:8443")),
        ("--connect-to x:443:y:1", .init()),
    ]

    @Test("what goes to the target", arguments: targets)
    func checkTargets(options: String, target: EndpointDraft.Target) throws {
        #expect(try curl("curl \(options) \(Self.url)").target == target)
    }

    @Test("a Host field of its own is the address")
    func host() throws {
        let draft = try curl("curl http://127.0.0.1:8080/x -H 'Host: api.example.com'")
        #expect(draft.url == "http://api.example.com")
        #expect(draft.target.connect == "127.0.0.1:8080")
        #expect(draft.notes(about: "Host") == 1)
    }

    @Test("what only shows is dropped without a word, with its value", arguments: [
        "-s", "-S", "-v", "-i", "-f", "-o out.json", "-oout.json", "-w '%{http_code}'", "-sS -o /dev/null",
        "--fail-with-body", "-#", "-D -", "--trace-ascii t", "-N", "--no-progress-meter",
        "-svo /dev/null", "--output x", "-c jar", "--silent --show-error --verbose --include",
    ])
    func dropped(options: String) throws {
        let draft = try curl("curl \(options) \(Self.url)")
        #expect(draft.notes.isEmpty)
        #expect(draft.path == "/v1/orders")
    }

    @Test("what is passed over is told with the reason", arguments: [
        ("-k", "-k is not taken over: certificates are always verified; name the certificate's authority in "
            + "target.trust"), ("--insecure", "target.trust"), ("-m 5", "target.timeout"),
        ("--max-time 5", "target.timeout"), ("--connect-timeout 5", "target.timeout"),
        ("--compressed", "compressed form"), ("--retry 3", "sent once"), ("-4", "how to reach"),
        ("--tlsv1.2", "TLS"), ("-U a:b", "proxy"), ("--unix-socket /run/x", "target.socket"),
        ("-b jar.txt", "cookies of a file"), ("--http3", "HTTP/1.1 and HTTP/2"),
        ("-X GET -d a", "sends none with GET"),
        ("-d '{\"a\":1}'", "looks like JSON"), ("-d @x", "line breaks"),
        ("-d password=hunter22", "password, written as given"),
    ])
    func noted(options: String, says: String) throws {
        #expect(try curl("curl \(options) \(Self.url)").notes(about: says) == 1)
    }

    @Test("the name of the command", arguments: ["curl", "/usr/bin/curl", "curl.exe", "$ curl", ""])
    func command(name: String) throws { #expect(try curl("\(name) -s \(Self.url)").url == "https://api.example.com") }

    @Test("after -- nothing is an option, and - is none")
    func end() throws { #expect(try curl("curl -s -- \(Self.url)").path == "/v1/orders") }

    @Test("no option is listed twice, and each has a name")
    func list() {
        #expect(Set(CurlOption.all.map(\.long)).count == CurlOption.all.count)
        let short = CurlOption.all.compactMap(\.short)
        #expect(Set(short).count == short.count)
        #expect(!CurlOption.all.contains { $0.long.isEmpty })
    }
}
