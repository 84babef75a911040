import Endpoints
import Importing
import Testing

/// A document around one operation, in YAML.
func document(_ operation: String, servers: String = "[{url: https://api.example.com/v1}]", path: String = "/orders",
              rest: String = "") -> String {
    "openapi: 3.0.3\ninfo: {title: Order API, version: '1'}\nservers: \(servers)\npaths:\n  \(path):\n    post: "
        + "\(operation)\n\(rest)\n"
}

func openAPI(_ text: String, _ operation: String? = nil) throws -> EndpointDraft {
    try OpenAPIImport.read(text, operation: operation)
}

@Suite("An operation of an OpenAPI document becomes a draft")
struct OpenAPITests {
    private static let yaml = """
        openapi: 3.1.0
        info: {title: Orders, version: "1"}
        servers:
          - url: https://{region}.example.com/{base}
            variables: {region: {default: eu}, base: {enum: [v2, v1]}}
          - url: https://other.example.com
        security: [{key: []}]
        paths:
          /orders/{id}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
              - {$ref: '#/components/parameters/Page'}
            get: {operationId: getOrder, responses: {"200": {description: ok}}}
            put:
              operationId: putOrder
              requestBody: {$ref: '#/components/requestBodies/Order'}
              responses:
                "429": {$ref: '#/components/responses/Limited'}
        components:
          parameters: {Page: {name: page size, in: query, required: true, schema: {type: integer, minimum: 5}}}
          requestBodies: {Order: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
          responses:
            Limited:
              description: no
              headers:
                X-RateLimit-Limit: {schema: {type: integer}}
                RateLimit-Policy: {schema: {const: '100;w=60'}}
                Retry-After: {}
                Date: {}
          schemas:
            Order:
              type: object
              required: [email, count, kind, ref]
              properties:
                email: {type: string, format: email}
                count: {type: integer}
                kind: {enum: [new, old]}
                ref: {type: [string, 'null'], format: uuid}
                note: {type: string}
          securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
        """

    @Test("a whole one")
    func whole() throws {
        let draft = try openAPI(Self.yaml)
        #expect(draft.url == "https://eu.example.com")
        #expect(draft.path == "/v2/orders/${uuid}?page%20size=5")
        #expect(draft.method == "PUT")
        #expect(draft.body == .json("{\"email\": \"${email}\", \"count\": 1, \"kind\": \"new\", \"ref\": "
            + "\"${uuid}\"}"))
        #expect(draft.credential == .header(name: "X-Key", prefix: ""))
        #expect(draft.headers.isEmpty && draft.secrets.isEmpty && draft.dialect == nil)
        #expect(draft.quota == 100 && draft.windowSeconds == 60)
        #expect(draft.name == "eu-example-com-v2-orders")
        #expect(draft.notes(about: "path parameter id is set to ${uuid}") == 1
            && draft.notes(about: "page size is set to 5") == 1)
        #expect(draft.notes(about: "documents 429 with fields X-RateLimit-Limit, RateLimit-Policy, Retry-After") == 1)
        #expect(draft.notes(about: "2 servers") == 1)
        let node = try profile(draft)
        #expect(node.at("contract.quota") == "100" && node.at("contract.window") == "60s"
            && node.at("contract.observed") == nil)
    }

    @Test("JSON reads the same as YAML")
    func json() throws {
        let tree = try DocumentReader.read(Self.yaml, place: "x")
        #expect(try openAPI(tree.json) == openAPI(Self.yaml))
        #expect(try openAPI("\u{FEFF}" + tree.json) == openAPI(Self.yaml))
    }

    @Test("an operation is chosen by its id or its method and path",
          arguments: ["getOrder", "GET /orders/{id}", "get  /orders/{id}"])
    func choice(name: String) throws { #expect(try openAPI(Self.yaml, name).method == "GET") }

    @Test("where several are meant, twelve of them are listed")
    func several() {
        let paths = (1...15).map { "  /p\($0):\n    get: {operationId: op\($0)}\n    "
            + "post: {}" }.joined(separator: "\n")
        let text = "openapi: 3.0.0\npaths:\n" + paths
        let found = problem { try openAPI(text) }
        #expect(found?.what == "the document has 30 operations, none of them with a documented 429")
        #expect(found?.remedy.contains("op1 (GET /p1), \"POST /p1\"") == true)
        #expect(found?.remedy.contains("and 18 more") == true)
        let near = problem { try openAPI(text, "op99") }
        #expect(near?.what.contains("no operation of that name") == true)
        #expect(near?.remedy.contains("op9 (GET /p9)") == true)
    }

    private static let unrelated = """
        openapi: 3.0.0
        servers: [{url: https://a.b}]
        paths:
          /gone: {$ref: '#/components/pathItems/Gone'}
          /orders: {get: {operationId: list}}
          /away: {$ref: other.yaml}
        """

    @Test("a broken reference elsewhere is nobody's concern who asks for another operation",
          arguments: ["list", "GET /orders", nil])
    func brokenElsewhere(name: String?) throws {
        let draft = try openAPI(Self.unrelated, name)
        #expect(draft.path == "/orders")
        // Without a name it might have been the one that is meant.
        #expect(draft.notes(about: "/gone was passed over: its $ref names nothing") == (name == nil ? 1 : 0))
        #expect(draft.notes(about: "/away was passed over: its $ref leads to another file") == (name == nil ? 1 : 0))
    }

    @Test("a broken reference is told to whom it concerns", arguments: ["/gone", "GET /gone", "post /gone"])
    func brokenHere(name: String) {
        let found = problem { try openAPI(Self.unrelated, name) }
        #expect(found?.place == "paths./gone" && found?.what.contains("names nothing") == true,
                "\(found?.description ?? "")")
        let other = problem { try openAPI(Self.unrelated, "getGone") }
        #expect(other?.what.contains("no operation of that name") == true)
        #expect(other?.remedy.contains("What stands below /gone, /away could not be read") == true,
                "\(other?.remedy ?? "")")
    }

    @Test("operations that are as near as each other are listed in the order of the document")
    func order() {
        let paths = (1...9).map { "  /p\($0): {get: {operationId: op\($0)}}" }.joined(separator: "\n")
        let found = problem { try openAPI("openapi: 3.0.0\npaths:\n" + paths, "opX") }
        let shown = (1...9).map { "op\($0) (GET /p\($0))" }.joined(separator: ", ")
        #expect(found?.remedy.contains(shown) == true, "\(found?.remedy ?? "")")
    }

    private static let servers: [(servers: String, url: String, path: String, note: String?)] = [
        ("[]", "http://127.0.0.1:8080", "/orders", "names no server"),
        ("[{url: /api/v3}]", "http://127.0.0.1:8080", "/api/v3/orders", "no server with a host"),
        ("[{url: /}]", "http://127.0.0.1:8080", "/orders", "Set target.url"),
        ("[{url: /a}, {url: 'https://b.c/d/'}]", "https://b.c", "/d/orders", "2 servers"),
        ("[{url: '//b.c/d'}]", "https://b.c", "/d/orders", nil),
        ("[{url: 'https://{h}.c'}]", "https://example.c", "/orders", "variable h has no default"),
        ("[{url: 'http://B.c:80'}]", "http://b.c", "/orders", nil),
        ("[{url: 'ftp://b.c'}]", "http://127.0.0.1:8080", "/orders", "no server with a host"),
    ]

    @Test("servers", arguments: servers)
    func checkServers(servers: String, url: String, path: String, note: String?) throws {
        let draft = try openAPI(document("{}", servers: servers))
        #expect(draft.url == url && draft.path == path)
        #expect(note.map { draft.notes(about: $0) == 1 } ?? draft.notes.isEmpty)
    }

    @Test("without a host the title names the profile")
    func title() throws { #expect(try openAPI(document("{}", servers: "[]")).name == "order-api-orders") }

    private static let parameters: [(parameter: String, path: String)] = [
        ("{name: id, in: path, example: a b}", "/o/a%20b"), ("{name: id, in: path, schema: {default: d}}", "/o/d"),
        ("{name: id, in: path, schema: {enum: [x, y]}}", "/o/x"),
        ("{name: id, in: path, schema: {type: integer}}", "/o/1"),
        ("{name: id, in: path, schema: {type: string}}", "/o/example"),
        ("{name: id, in: path, schema: {type: boolean}}", "/o/true"),
        ("{name: id, in: path, schema: {type: string, format: uuid}}", "/o/${uuid}"),
        ("{name: id, in: path, schema: {type: string, format: email}}", "/o/${email}"),
        ("{name: id, in: path, examples: {a: {value: 7}}}", "/o/7"),
        ("{name: id, in: path, schema: {example: '${x}'}}", "/o/%24%7Bx%7D"),
        ("{name: q, in: query, required: true, schema: {type: string}}", "/o/1?q=example"),
        ("{name: q, in: query, schema: {type: string}}", "/o/1"),
        ("{name: q, in: query, required: true, schema: {type: array, items: {enum: [a]}}}", "/o/1?q=a"),
        ("{name: q, in: query, required: true, explode: false, example: [1, 2]}", "/o/1?q=1%2C2"),
        ("{name: q, in: query, required: true, content: {application/json: {schema: {example: {a: 1}}}}}",
         "/o/1?q=%7B%22a%22%3A%201%7D"),
        ("{name: id, in: path, schema: {type: integer, minimum: 10, multipleOf: 4}}", "/o/12"),
        ("{name: id, in: path, schema: {type: integer, maximum: 0}}", "/o/0"),
        ("{name: id, in: path, schema: {type: integer, exclusiveMinimum: 5}}", "/o/6"),
    ]

    @Test("parameters", arguments: parameters)
    func checkParameters(parameter: String, path: String) throws {
        #expect(try openAPI(document("{parameters: [\(parameter)]}", servers: "[{url: https://a.b}]",
                                     path: "/o/{id}")).path == path)
    }

    @Test("header and cookie parameters, and those that look like a key")
    func headers() throws {
        let draft = try openAPI(document("{parameters: [{name: X-V, in: header, required: true, example: 2}, "
            + "{name: lang, in: cookie, required: true, example: en}, {name: Accept, in: header, required: true, "
                + "example: x}, {name: X-API-Key, in: header, required: true, example: \(secret)}]}"))
        #expect(draft.headers == [.init("X-V", "2"), .init("Cookie", "lang=en")])
        #expect(draft.credential == .header(name: "X-API-Key", prefix: ""))
        #expect(!ProfileWriter.yaml(draft).contains(secret))
    }

    private static let broken: [(text: String, place: String, what: String)] = [
        ("swagger: '2.0'\npaths: {}", "the document", "is Swagger 2.0"),
        ("{\"swagger\": \"2.0\"}", "the document", "Swagger 2.0"), ("a: 1", "the document", "no OpenAPI document"),
        ("openapi: 4.0.0", "the document", "not 3.0 or 3.1"), ("", "the document", "empty"),
        ("  \n", "the document", "empty"),
        ("openapi: 3.0.0", "paths", "no operations"), ("openapi: [", "the document:", "not YAML"),
        ("{\"openapi\": \"3.0.0\", }", "paths", "no operations"),
        ("{\"openapi\": \"3\" \"4\"}", "the document:1:17", "not JSON"),
        ("a: 1\na: 2", "the document", "a key occurs twice"),
        ("[1]: 2\nopenapi: 3.0.0", "the document", "a key is not a single value"),
        ("openapi: 3.0.0\npaths: {/a: {$ref: 'other.yaml#/a'}}", "paths./a", "another file"),
        ("openapi: 3.0.0\npaths: {/a: {$ref: '#/x'}}", "paths./a", "names nothing"),
        ("openapi: 3.0.0\npaths: {/a: {$ref: '#/x'}}\nx: {$ref: '#/y'}\ny: {$ref: '#/x'}", "paths./a",
         "leads back to itself"),
    ]

    @Test("what cannot be read", arguments: broken)
    func checkBroken(text: String, place: String, what: String) {
        let found = problem { try openAPI(text) }
        #expect(found?.place.hasPrefix(place) == true && found?.what.contains(what) == true,
                "\(found?.description ?? "")")
    }
}
