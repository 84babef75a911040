import LeadsAPI
import Testing
import Timeline

/// Goal: deleting works once, and what the API does not know is refused. Method: ids before and after, and odd routes.
@Suite struct DeleteLeadTests {
    @Test("a lead is deleted once")
    func delete() throws {
        var client = LeadsClient()
        let id = try #require(client.create("a@b.io").id)
        let deleted = client.delete(id)
        #expect(deleted.status == 200)
        #expect(deleted.text == "{\"data\":{\"deleted\":true,\"id\":\"\(id)\"}}")
        let again = client.delete(id)
        #expect(again.status == 404)
        #expect(again.detail == "Lead not found")
    }

    @Test("a lead that never was cannot be deleted", arguments: ["cld_unknown", "", "import", "cld_1000/x"])
    func unknown(id: String) {
        var client = LeadsClient()
        let answer = client.delete(id)
        #expect(answer.status == 404)
        #expect(answer.detail == "Lead not found")
    }

    @Test("creating over a deleted lead begins a new one")
    func createdAgain() throws {
        var client = LeadsClient()
        let first = try #require(client.create("a@b.io").id)
        #expect(client.delete(first).status == 200)
        let second = try #require(client.create("A@b.io").id)
        #expect(second != first)
        #expect(client.delete(first).status == 404)
        #expect(client.delete(second).status == 200)
    }

    static let odd: [(String, String, Int)] = [
        ("GET", "/api/v1/leads", 405), ("PUT", "/api/v1/leads", 405), ("GET", "/api/v1/leads/import", 405), ("GET", "/api/v1/leads/cld_1", 404),
        ("POST", "/api/v1/leads/", 404), ("POST", "/api/v1/leadsx", 404), ("GET", "/", 404), ("DELETE", "/api/v1/leads", 405),
    ]

    @Test("another method or path is refused", arguments: DeleteLeadTests.odd)
    func oddRoutes(method: String, path: String, status: Int) {
        var client = LeadsClient()
        #expect(client.send(method, path, "{}").status == status)
    }
}
