import Conformance
import Endpoints
import Limiters
import LoadEngine
import Profiles
import Testing
import Timeline

/// Goal: a profile can say what a request is, where its key stands and what answers mean; what is wrong is told with its place and a mend.
/// Method: tables of profiles.
@Suite struct EndpointProfileTests {
    private static let usual = "{ kind: http, url: \"http://127.0.0.1:8080\" }"

    private static func profile(_ parts: String, target: String = usual) throws -> Profile {
        try Profile(yaml: "name: x\ntarget: \(target)\ncontract: { quota: 10, window: 3s }\n\(parts)\n", file: "x.yaml")
    }

    private static func problems(_ parts: String, target: String = usual) -> String {
        do {
            _ = try profile(parts, target: target)
            return ""
        } catch {
            return "\(error)"
        }
    }

    private static func path(_ profile: Profile) -> String { profile.endpoint.path.source }

    @Test("without a request it is the leads API")
    func leads() throws {
        let profile = try Self.profile("")
        #expect(profile.endpoint.isLeads && profile.endpoint == .leads())
        #expect(profile.contract.isLeads && profile.contract.scope == .key && !profile.contract.sharesOneCount)
    }

    @Test("a request has a method, a path, headers and a body")
    func request() throws {
        let profile = try Self.profile("""
            request:
              path: /v1/orders?expand=${n}
              headers: { Accept: text/plain, X-Run: "${run}" }
              json: { email: "${email}", count: 3, tags: [a, "4"], nested: { on: true, none: ~ } }
            credential: { header: Authorization, prefix: "Bearer " }
            variants:
              again: { role: duplicate, cost: 0 }
              wrong: { role: invalid, json: { email: no } }
              list: { role: route, method: GET, path: /v1/list, cost: 2 }
              proxy: { role: bracket, headers: { X-Forwarded-Host: other } }
            """)
        let endpoint = profile.endpoint
        #expect(endpoint.method == "POST" && Self.path(profile) == "/v1/orders?expand=${n}")
        #expect(endpoint.headers.map(\.name) == ["Accept", "X-Run"])
        #expect(endpoint.credential == .header(name: "Authorization", prefix: "Bearer "))
        #expect(endpoint.body?.template.source == #"{"email":"rateproof.${run}.${n}@example.com","count":3,"tags":["a","4"],"nested":{"on":true,"none":null}}"#)
        #expect(endpoint.variants.map(\.operation) == [.duplicate, .createInvalid, .route1, .bracket1])
        #expect(profile.contract.costs.conflict == 0 && profile.contract.routes.map(\.cost) == [2])
        #expect(profile.target.url?.description == "http://127.0.0.1:8080/v1/orders?expand=${n}")
    }

    @Test("the path of the url is the request's where that names none")
    func pathOfURL() throws {
        let profile = try Self.profile("request: {}", target: "{ kind: http, url: \"http://127.0.0.1:8080/v1/x?q=1\" }")
        #expect(profile.endpoint.method == "GET" && Self.path(profile) == "/v1/x?q=1")
        #expect(profile.keys == .anonymous([]) && profile.contract.scope == .address && profile.contract.sharesOneCount)
    }

    @Test("a path of the url is not dropped in silence where the profile says what is asked",
          arguments: ["/b", "/a?q=2", "/a/", "?q=1"])
    func droppedPath(place: String) throws {
        let (request, url) = ("request: { path: \"/a?q=1\" }", "http://127.0.0.1:8080\(place)")
        let problems = Self.problems(request, target: "{ kind: http, url: \"\(url)\" }")
        for part in ["x.yaml:2:", "target.url", "request.path=null"] {
            #expect(problems.contains(part), "\(problems)")
        }
        // Of a flag the flag is blamed.
        let flag = Override(path: "target.url", value: "\"\(url)\"", flag: "--target \(url)")
        let text = "name: x\ntarget: \(Self.usual)\ncontract: { quota: 10, window: 3s }\n\(request)\n"
        let error = #expect(throws: ProfileError.self) { try Profile(yaml: text, file: "x.yaml", overrides: [flag]) }
        #expect(error?.description.hasPrefix("--target \(url), target.url") == true, "\(error?.description ?? "")")
        let none = Override(path: "request.path", value: "null", flag: "--set request.path=null")
        let path = try Profile(yaml: text, file: "x.yaml", overrides: [flag, none]).endpoint.path.source
        #expect(path == (place.hasPrefix("/") ? place : "/" + place))
    }

    @Test("a url without a path, or with the same one, goes with a request of the profile's own",
          arguments: ["", "/", "/a?q=1"])
    func samePath(place: String) throws {
        let target = "{ kind: http, url: \"http://127.0.0.1:8080\(place)\" }"
        #expect(try Self.path(Self.profile("request: { path: \"/a?q=1\" }", target: target)) == "/a?q=1")
    }

    @Test("a source of another kind of address than the target's is told with its place", arguments: [
        ("url: \"http://[::1]:8080\", sources: [127.0.0.2]", "target.sources.0"),
        ("url: \"http://127.0.0.1:8080\", sources: [127.0.0.2, \"::1\"]", "target.sources.1"),
        ("url: \"http://127.0.0.1:8080\", nodes: [\"http://[::1]:8081\"], sources: [127.0.0.2]", "target.sources.0"),
        ("url: \"http://127.0.0.1:8080\", connect: \"[::1]:8081\", sources: [127.0.0.2]", "target.sources.0"),
        ("url: \"http://127.0.0.1:8080\", proxy: \"http://[::1]:3128\", sources: [127.0.0.2]", "target.sources.0"),
        ("url: \"http://[::1]:8080\", connect: \"127.0.0.1:8081\", sources: [127.0.0.2]", nil),
        ("url: \"http://localhost:8080\", sources: [127.0.0.2, \"::1\"]", nil),
        ("url: \"http://[::1]:8080\", sources: [\"::1\"]", nil),
    ] as [(String, String?)])
    func families(target: String, place: String?) {
        let problems = Self.problems("request: {}", target: "{ kind: http, \(target) }")
        guard let place else { return #expect(problems.isEmpty, "\(problems)") }
        #expect(problems.contains("x.yaml:2:") && problems.contains(place), "\(problems)")
        #expect(problems.contains("IPv4") && problems.contains("IPv6"), "\(problems)")
    }

    @Test("addresses of this machine are apart under a limit by address")
    func sources() throws {
        let profile = try Self.profile("request: {}", target: "{ kind: http, url: \"http://127.0.0.1:8080\", sources: [127.0.0.2, 127.0.0.3] }")
        #expect(profile.keys == .anonymous(["127.0.0.2", "127.0.0.3"]) && !profile.contract.sharesOneCount)
    }

    @Test("keys come from where the profile says", arguments: [
        ("keys: { from_environment: TOKENS }", KeySource.environment("TOKENS")), ("keys: { file: keys.txt }", .file("keys.txt")),
        ("keys: { command: make-key }", .command("make-key")), ("setup: make-key", .command("make-key")),
        ("keys: { count: 3 }", .generated(3)),
    ])
    func keys(text: String, source: KeySource) throws {
        #expect(try Self.profile("request: {}\ncredential: { query: key }\n\(text)").keys == source)
    }

    @Test("a load may name its keys")
    func loadKeys() throws {
        let load = "load: [{ name: a, arrivals: { constant: { rate: 10/s } }, duration: 1s, keys: 3-30 }]"
        let phase = try #require(try Self.profile(load).load.first)
        #expect(phase.namedKeys(of: 100) == Array(2...29) && phase.namedKeys(of: 5) == [2, 3, 4] && phase.namedKeys(of: 1) == [0])
    }

    @Test("a mistake is told with its place and a mend", arguments: [
        ("request: { path: \"/a/${m}\" }", ["x.yaml:4", "request.path", "no slot ${m}", "${random.1}"]),
        ("request: { path: a }", ["request.path", "is no path"]), ("request: { path: \"/a b\" }", ["percent codes"]),
        ("request: { method: HEAD }", ["request.method", "GET"]), ("request: { headers: { Host: x } }", ["target.connect"]),
        ("request: { body: a, json: {} }", ["exclude each other"]), ("request: { file: nowhere.json }", ["nowhere.json is not there"]),
        ("request: {}\ncredential: { header: A, query: b }", ["not in header and query"]),
        ("request: {}\ncredential: { header: \"a b\" }", ["cannot be the name"]),
        ("request: { headers: { X-Key: a } }\ncredential: { header: x-key }", ["is the credential's"]),
        ("request: {}\nkeys: { from_environment: A }", ["where a request carries its key"]),
        ("request: {}\ncredential: { query: k }\nkeys: { count: 2, pattern: same }", ["every key of the pattern would be the same"]),
        ("request: {}\ncredential: { query: k }\nkeys: { file: a, command: b }", ["exclude each other"]),
        ("answers: [{ means: limited }]", ["answers.0", "something to look at"]),
        ("answers: [{ status: 4xx, means: refused }, { status: 429, means: limited }]", ["answers.1", "can never fit", "answers.0"]),
        ("answers: [{ status: 99, means: refused }]", ["is no status"]), ("answers: [{ status: 200, means: fine }]", ["one of admitted"]),
        ("variants: { a: { role: route } }", ["variants are changes of a request"]),
        ("request: {}\nvariants: { a: { role: route } }", ["changes nothing"]),
        ("request: {}\nvariants: { a: ~ }", ["x.yaml:5:", "variants.a", "must be a mapping"]),
        ("request: {}\nvariants:\n  b: { role: route, path: /x }\n  a: \"\"", ["x.yaml:7:", "must be a mapping"]),
        ("request: {}\nvariants: { a: { path: /x } }", ["x.yaml:5:", "variants.a", "has no role", "duplicate"]),
        ("request: {}\nvariants: { \"\": { role: route, path: /x } }", ["x.yaml:5:", "has no name"]),
        ("request: {}\nvariants: { a: { role: invalid, path: /x }, b: { role: invalid, path: /y } }", ["more than one of the role invalid"]),
        ("request: {}\nvariants: { a: { role: route, method: \"GET /y HTTP/1.1\" } }", ["variants.a.method", "one of GET"]),
        ("request: {}\ncredential: { header: Host }", ["written by the tool itself"]),
        ("request: {}\ncredential: { header: A }\nvariants: { b: { role: bracket, headers: { a: x } } }", ["variants.b.headers", "is the credential's"]),
        ("request: {}\nkeys: { count: 4 }", ["requests carry no key"]),
        ("request: {}\nvariants: { a: { role: duplicate } }", ["the same each time"]),
        ("endpoint: leads\nrequest: {}", ["exclude each other"]), ("endpoint: other", ["one of leads"]),
    ])
    func mistakes(parts: String, told: [String]) {
        let problems = Self.problems(parts)
        for text in told { #expect(problems.contains(text), "\(parts)\n\(problems)") }
    }

    @Test("a contract without keys cannot be by key")
    func scopes() {
        let text = "name: x\ntarget: { kind: mock }\ncontract: { quota: 10, window: 3s, scope: key }\nrequest: {}\n"
        #expect(throws: ProfileError.self) { try Profile(yaml: text, file: "x.yaml") }
    }
}
