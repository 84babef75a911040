import LeadsAPI
import Testing
import Timeline
import WireFormat

/// Goal: the create endpoint answers as documented. Method: one request for each rule through `respond(to:at:)`.
@Suite struct CreateLeadTests {
    @Test("every field that was given comes back, in the documented shape")
    func everyField() throws {
        var client = LeadsClient()
        let answer = client.create(json: """
            {"email":"Ada@Example.test","firstName":"Ada","lastName":"Lovelace","company":"Engines","title":"Countess","phone":"+44 1",
             "linkedinUrl":"https://l.test/a","website":"https://a.test","notes":"é \\"x\\"","tags":["a","b"],"source":"fair","status":"replied",
             "customFields":{"size":12,"deep":{"yes":true}},"unknown":[1]}
            """)
        #expect(answer.status == 201)
        let id = try #require(answer.id)
        let json = try #require(answer.json)
        let expected: JSONValue = ["data": [
            "id": .string(id), "email": "Ada@Example.test", "firstName": "Ada", "lastName": "Lovelace", "company": "Engines",
            "title": "Countess", "phone": "+44 1", "linkedinUrl": "https://l.test/a", "website": "https://a.test", "notes": "é \"x\"",
            "source": "fair", "status": "replied", "customFields": ["size": 12, "deep": ["yes": .bool(true)]], "lastContactedAt": .null,
            "createdAt": "2025-11-24T16:00:00", "updatedAt": "2025-11-24T16:00:00",
        ]]
        #expect(json == expected)
        #expect(id.hasPrefix("cld_"))
    }

    @Test("what was not given is null or its default", arguments: [
        "{\"email\":\"a@b.io\"}",
        "{\"email\":\"a@b.io\",\"firstName\":null,\"tags\":null,\"customFields\":null,\"source\":null,\"status\":null}",
    ])
    func defaults(json: String) throws {
        var client = LeadsClient()
        let answer = client.create(json: json)
        let data = try #require(answer.data)
        #expect(answer.status == 201)
        #expect(data["source"] == JSONValue.string("api"))
        #expect(data["status"] == JSONValue.string("active"))
        for name in Lead.textFields + ["customFields", "lastContactedAt"] { #expect(data[name] == JSONValue.null, "\(name)") }
        #expect(data["tags"] == nil, "tags are not part of the documented answer")
    }

    @Test("ids are apart")
    func ids() {
        var client = LeadsClient()
        let ids = (0..<50).compactMap { client.create("a\($0)@b.io").id }
        #expect(Set(ids).count == 50)
    }

    @Test("an e-mail that exists is refused, whatever its case", arguments: ["ada@example.test", "Ada@Example.TEST"])
    func duplicate(email: String) {
        var client = LeadsClient()
        #expect(client.create("ada@example.test").status == 201)
        let answer = client.create(email)
        #expect(answer.status == 409)
        #expect(answer.detail == "A lead with this email already exists in the workspace")
    }

    /// The body and the detail of its refusal.
    static let invalid: [(String, String)] = [
        ("{\"email\":\"a@b.io\",\"notes\":{}}", "notes: must be a string"),
        ("[]", "body: must be an object"), ("5", "body: must be an object"), ("null", "body: must be an object"),
        ("{}", "email: field required"), ("{\"Email\":\"a@b.io\"}", "email: field required"),
        ("{\"email\":null}", "email: value is not a valid email address"), ("{\"email\":5}", "email: value is not a valid email address"),
        ("{\"email\":\"a@b.io\",\"status\":\"asleep\"}", "status: must be one of active, bounced, unsubscribed, replied"),
        ("{\"email\":\"a@b.io\",\"status\":1}", "status: must be a string"),
        ("{\"email\":\"a@b.io\",\"source\":{}}", "source: must be a string"),
        ("{\"email\":\"a@b.io\",\"tags\":\"x\"}", "tags: must be an array of strings"),
        ("{\"email\":\"a@b.io\",\"tags\":[\"x\",1]}", "tags: must be an array of strings"),
        ("{\"email\":\"a@b.io\",\"customFields\":[]}", "customFields: must be an object"),
    ]

    @Test("a field that breaks its rule is named", arguments: CreateLeadTests.invalid)
    func isInvalid(json: String, detail: String) {
        var client = LeadsClient()
        let answer = client.create(json: json)
        #expect(answer.status == 422)
        #expect(answer.detail == detail)
        // Nothing was stored.
        #expect(client.create("a@b.io").status == 201)
    }

    @Test("every text field must be a text", arguments: Lead.textFields)
    func textField(name: String) {
        var client = LeadsClient()
        let answer = client.create(json: "{\"email\":\"a@b.io\",\"\(name)\":5}")
        #expect(answer.status == 422)
        #expect(answer.detail == "\(name): must be a string")
    }

    @Test("what is no address is refused", arguments: [
        "", "nobody", "@b.io", "a@", "a@b", "a@b.", "a@.io", "a@b..io", "a@b@c.io", "a b@c.io", "a@b .io", " a@b.io",
        String(repeating: "a", count: 250) + "@b.io",
    ])
    func address(email: String) {
        var client = LeadsClient()
        let answer = client.create(email)
        #expect(answer.status == 422)
        #expect(answer.detail == "email: value is not a valid email address")
    }

    @Test("unusual addresses that are addresses are taken", arguments: ["a+b@c.io", "ü@bücher.test", "a@b.c.d", String(repeating: "a", count: 249) + "@b.io"])
    func rareAddress(email: String) {
        var client = LeadsClient()
        #expect(client.create(email).status == 201)
    }

    @Test("a body that is not JSON is refused", arguments: ["", "{", "{\"email\":}", "email=a@b.io", "{\"email\":\"a@b.io\"} x"])
    func notJSON(body: String) {
        var client = LeadsClient()
        let answer = client.create(json: body)
        #expect(answer.status == 400)
        #expect(answer.detail == "The body is not valid JSON")
    }

    @Test("a body of another type is refused", arguments: [nil, "", "text/plain", "application/x-www-form-urlencoded"] as [String?])
    func contentType(type: String?) {
        var client = LeadsClient()
        let answer = client.send("POST", "/api/v1/leads", "{\"email\":\"a@b.io\"}", type: type)
        #expect(answer.status == 400)
        #expect(answer.detail == "Content-Type must be application/json")
    }

    @Test("the type may carry a charset, and its case does not matter", arguments: ["application/json; charset=utf-8", "Application/JSON"])
    func contentTypeWithParameters(type: String) {
        var client = LeadsClient()
        #expect(client.send("POST", "/api/v1/leads?trace=1", "{\"email\":\"a@b.io\"}", type: type).status == 201)
    }
}
