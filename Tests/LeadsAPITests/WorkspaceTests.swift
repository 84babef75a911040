import LeadsAPI
import Testing
import Timeline
import WireFormat

/// Goal: a restored lead keeps what the import does not give. Method: no route shows a restored lead, so the workspace itself is asked.
@Suite struct WorkspaceTests {
    static let created = WallInstant(epochSeconds: 1_764_000_000)
    static let restored = created + .seconds(100)

    private static func json(_ text: String) throws -> JSONValue { try #require(JSONValue(parsing: Array(text.utf8))) }

    private static func lead(_ email: String, in workspace: Workspace) throws -> Lead {
        try #require(workspace.lead(email: email))
    }

    @Test("a restored lead is the old one with what the import gives")
    func merge() throws {
        var workspace = Workspace()
        let old = try workspace.create(LeadDraft(Self.json("""
            {"email":"a@b.io","firstName":"Ada","company":"Old","tags":["x"],"source":"fair","status":"bounced","customFields":{"a":1,"b":1}}
            """)), at: Self.created)
        let wasDeleted = workspace.delete(id: old.id)
        #expect(wasDeleted)
        #expect(workspace.count == 0)
        let row = try Self.json("{\"email\":\"A@B.io\",\"company\":\"New\",\"title\":\"Dr\",\"tags\":[],\"customFields\":{\"b\":2,\"c\":3}}")
        let report = try workspace.importLeads([row], restoring: true, at: Self.restored)
        #expect(report.restored == 1)
        #expect(workspace.count == 1)

        let lead = try Self.lead("a@b.io", in: workspace)
        #expect(lead.id == old.id)
        #expect(lead.email == "a@b.io")
        #expect(lead.texts == ["firstName": "Ada", "company": "New", "title": "Dr"])
        #expect(lead.tags.isEmpty)
        #expect(lead.source == "fair")
        #expect(lead.status == "bounced")
        let customFields = try #require(lead.customFields)
        let expected: [String: JSONValue] = ["a": 1, "b": 2, "c": 3]
        #expect(customFields == expected)
        #expect(lead.createdAt == Self.created)
        #expect(lead.updatedAt == Self.restored)
    }

    @Test("what the import gives wins")
    func importWins() throws {
        var workspace = Workspace()
        let old = try workspace.create(LeadDraft(Self.json("{\"email\":\"a@b.io\",\"tags\":[\"x\"]}")), at: Self.created)
        let wasDeleted = workspace.delete(id: old.id)
        #expect(wasDeleted)
        let row = try Self.json("{\"email\":\"a@b.io\",\"source\":\"csv\",\"status\":\"replied\",\"customFields\":{\"a\":1}}")
        _ = try workspace.importLeads([row], restoring: true, at: Self.restored)
        let lead = try Self.lead("a@b.io", in: workspace)
        #expect(lead.tags == ["x"])
        #expect(lead.source == "csv")
        #expect(lead.status == "replied")
        #expect(lead.customFields?["a"] == JSONValue.number(1))
    }

    @Test("a duplicate row changes nothing")
    func duplicateRow() throws {
        var workspace = Workspace()
        let old = try workspace.create(LeadDraft(Self.json("{\"email\":\"a@b.io\",\"firstName\":\"Ada\"}")), at: Self.created)
        let row = try Self.json("{\"email\":\"a@b.io\",\"firstName\":\"Eve\"}")
        let report = try workspace.importLeads([row], restoring: true, at: Self.restored)
        #expect(report.duplicates == ["a@b.io"])
        #expect(try Self.lead("a@b.io", in: workspace) == old)
    }
}
