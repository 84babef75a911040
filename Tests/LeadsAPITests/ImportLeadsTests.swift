import LeadsAPI
import Testing
import Timeline
import WireFormat

/// Goal: an import reports every row, changes all or nothing, and costs one request. Method: batches whose report is known by hand.
@Suite struct ImportLeadsTests {
    @Test("the report counts what was created, what was there, what came twice and what was invalid")
    func report() throws {
        var client = LeadsClient()
        #expect(client.create("old@b.io").status == 201)
        let answer = client.importLeads("""
            {"leads":[{"email":"new@b.io"},{"email":"NEW@b.io"},{"email":"Old@b.io"},{"email":"nobody"},{},7,{"email":"x@b.io","tags":1},
                      {"email":"other@b.io","firstName":"O"}]}
            """)
        #expect(answer.status == 200)
        let rows: [(String, String)] = [
            ("nobody", "email: value is not a valid email address"), ("", "email: field required"), ("", "body: must be an object"),
            ("x@b.io", "tags: must be an array of strings"),
        ]
        let details: [JSONValue] = rows.map { ["email": .string($0.0), "reason": .string($0.1)] }
        let expected: JSONValue = [
            "created": 2, "restored": 0, "duplicates": 2, "errors": 4, "duplicateEmails": .array(["NEW@b.io", "Old@b.io"]),
            "errorDetails": .array(details),
        ]
        let data = try #require(answer.data)
        #expect(data == expected)
        #expect(client.create("other@b.io").status == 409)
        #expect(client.create("x@b.io").status == 201)
    }

    @Test("an import restores a deleted lead under its old id", arguments: ["", ",\"restoreSoftDeleted\":true", ",\"restoreSoftDeleted\":null"])
    func restores(flag: String) throws {
        var client = LeadsClient()
        let id = try #require(client.create("a@b.io").id)
        #expect(client.delete(id).status == 200)
        let answer = client.importLeads("{\"leads\":[{\"email\":\"A@b.io\"}]\(flag)}")
        #expect(answer.data?["restored"] == JSONValue.number(1))
        #expect(answer.data?["created"] == JSONValue.number(0))
        #expect(client.create("a@b.io").status == 409)
        #expect(client.delete(id).status == 200)
    }

    @Test("without restoring, a deleted lead counts as a duplicate and stays deleted")
    func doesNotRestore() throws {
        var client = LeadsClient()
        let id = try #require(client.create("a@b.io").id)
        #expect(client.delete(id).status == 200)
        let answer = client.importLeads("{\"leads\":[{\"email\":\"a@b.io\"}],\"restoreSoftDeleted\":false}")
        let expected: JSONValue = [
            "created": 0, "restored": 0, "duplicates": 1, "errors": 0, "duplicateEmails": .array(["a@b.io"]), "errorDetails": .array([]),
        ]
        let data = try #require(answer.data)
        #expect(data == expected)
        #expect(client.delete(id).status == 404)
    }

    @Test("one lead and a thousand are taken, none and a thousand and one are not", arguments: [(0, 400), (1, 200), (1_000, 200), (1_001, 400)] as [(Int, Int)])
    func size(count: Int, status: Int) {
        var client = LeadsClient()
        let answer = client.importLeads(emails: (0..<count).map { "a\($0)@b.io" })
        #expect(answer.status == status)
        if status == 200 {
            #expect(answer.data?["created"] == JSONValue.number(Double(count)))
        } else {
            #expect(answer.detail == "leads: give 1 to 1000 leads, not \(count)")
            #expect(client.create("a0@b.io").status == 201, "nothing was imported")
        }
    }

    static let malformed: [(String, Int, String)] = [
        ("{}", 422, "leads: must be an array of leads"), ("{\"leads\":{}}", 422, "leads: must be an array of leads"),
        ("[]", 422, "leads: must be an array of leads"),
        ("{\"leads\":[{\"email\":\"a@b.io\"}],\"restoreSoftDeleted\":\"yes\"}", 422, "restoreSoftDeleted: must be true or false"),
        ("{\"leads\":[{\"email\":\"a@b.io\"}],\"restoreSoftDeleted\":1}", 422, "restoreSoftDeleted: must be true or false"),
        ("{\"leads\":[", 400, "The body is not valid JSON"),
    ]

    @Test("a malformed import is refused as a whole", arguments: ImportLeadsTests.malformed)
    func isMalformed(json: String, status: Int, detail: String) {
        var client = LeadsClient()
        let answer = client.importLeads(json)
        #expect(answer.status == status)
        #expect(answer.detail == detail)
        #expect(client.create("a@b.io").status == 201)
    }

    @Test("an import beyond the plan's contact limit leaves everything as it was")
    func contactLimit() throws {
        var client = LeadsClient(contactLimit: 3)
        let kept = try #require(client.create("kept@b.io").id)
        let deleted = try #require(client.create("deleted@b.io").id)
        #expect(client.delete(deleted).status == 200)

        let refused = client.importLeads(emails: ["a@b.io", "deleted@b.io", "b@b.io"])
        #expect(refused.status == 402)
        #expect(refused.detail == "The plan's contact limit would be exceeded")
        #expect(client.delete(deleted).status == 404, "the deleted lead was not restored")
        #expect(client.create("kept@b.io").status == 409)

        // Two rows fit, and are all new or restored: nothing of the refused import remained.
        let fitting = client.importLeads(emails: ["a@b.io", "deleted@b.io"])
        #expect(fitting.data?["created"] == JSONValue.number(1))
        #expect(fitting.data?["restored"] == JSONValue.number(1))
        #expect(client.delete(kept).status == 200)
    }

    @Test("an import costs exactly one request, however many rows it has", arguments: [1, 2, 50])
    func cost(rows: Int) {
        var client = LeadsClient(quota: 10)
        #expect(client.create("x@b.io").remaining == 9)
        #expect(client.importLeads(emails: (0..<rows).map { "a\($0)@b.io" }).remaining == 8)
        #expect(client.create("y@b.io").remaining == 7)
    }

    @Test("at most a hundred duplicates and a hundred errors are listed, all are counted")
    func listsAreShort() throws {
        var client = LeadsClient()
        let rows = Array(repeating: "a@b.io", count: 151) + Array(repeating: "nobody", count: 120)
        let data = try #require(client.importLeads(emails: rows).data)
        #expect(data["created"] == JSONValue.number(1))
        #expect(data["duplicates"] == JSONValue.number(150))
        #expect(data["errors"] == JSONValue.number(120))
        #expect(data["duplicateEmails"] == JSONValue.array(Array(repeating: "a@b.io", count: 100)))
        guard case .array(let details)? = data["errorDetails"] else { Issue.record("no errorDetails in \(data)"); return }
        #expect(details.count == 100)
    }
}
