import LeadsAPI
import Limiters
import Testing
import Timeline

/// Goal: the service keeps the contract it is the reference for: one limit over all routes for each key, advice on every response,
/// a 429 of the documented shape. Method: requests around the quota and around the end of the window.
@Suite struct RateLimitTests {
    /// One answer of each status, in the order in which a client can provoke them.
    private static func oneOfEach() -> [Answer] {
        var client = LeadsClient(quota: 11, contactLimit: 2)
        let created = client.create("a@b.io")
        var answers = [
            created, client.create("a@b.io"), client.create(json: "{}"), client.create(json: "{"), client.importLeads(emails: ["a@b.io"]),
            client.importLeads(emails: ["b@b.io", "c@b.io"]), client.delete("cld_none"), client.delete(created.id ?? ""),
            client.send("GET", "/api/v1/leads"), client.send("GET", "/nowhere"), client.importLeads(emails: []),
        ]
        answers.append(client.create("d@b.io"))
        client.key = "wrong"
        answers.append(client.create("e@b.io"))
        return answers
    }

    @Test("three fields are on every response, whatever its status")
    func advice() {
        let answers = Self.oneOfEach()
        #expect(answers.map(\.status) == [201, 409, 422, 400, 200, 402, 404, 200, 405, 404, 400, 429, 403])
        for answer in answers {
            #expect(answer.values("X-RateLimit-Limit") == ["11"], "\(answer.status)")
            #expect(answer.values("X-RateLimit-Remaining").count == 1, "\(answer.status)")
            #expect(answer.values("X-RateLimit-Reset") == ["1764000060"], "\(answer.status)")
            #expect(answer.values("Retry-After").isEmpty == (answer.status != 429), "\(answer.status)")
        }
        #expect(answers.map(\.remaining) == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 11])
    }

    @Test("a 429 has the documented body and says how long to wait")
    func refusal() {
        var client = LeadsClient(quota: 1)
        client.now = LeadsClient.start + .milliseconds(100)
        #expect(client.create("a@b.io").status == 201)
        let refused = client.create("b@b.io")
        #expect(refused.status == 429)
        #expect(refused.text
            == "{\"code\":\"rate_limit_exceeded\",\"details\":{\"limit\":1,\"reset\":1764000060},\"error\":\"Rate limit exceeded\"}")
        #expect(refused.values("Retry-After") == ["60"])
        client.now = LeadsClient.start + .milliseconds(57_001)
        #expect(client.create("b@b.io").values("Retry-After") == ["3"])
    }

    @Test("at the window's end the quota is whole, a nanosecond earlier it is not")
    func boundary() {
        var client = LeadsClient(quota: 2)
        let end = LeadsClient.start + LeadsClient.window
        client.now = end - TimeSpan(nanoseconds: 1)
        #expect([client.create("a@b.io"), client.create("b@b.io"), client.create("c@b.io")].map(\.status) == [201, 201, 429])
        #expect(client.create("c@b.io").values("Retry-After") == ["1"])
        client.now = end
        let admitted = client.create("c@b.io")
        #expect(admitted.status == 201, "the refused request was not carried out, and the new window has begun")
        #expect(admitted.remaining == 1)
        #expect(admitted.values("X-RateLimit-Reset") == ["1764000120"])
        #expect(client.create("d@b.io").status == 201)
        #expect(client.create("e@b.io").status == 429)
    }

    @Test("one limit is shared by all routes")
    func sharedOverRoutes() {
        var client = LeadsClient(quota: 3)
        let statuses = [client.create("a@b.io"), client.importLeads(emails: ["b@b.io"]), client.delete("cld_none")].map(\.status)
        #expect(statuses == [201, 200, 404])
        #expect([client.create("c@b.io"), client.importLeads(emails: ["c@b.io"]), client.delete("cld_none")].map(\.status) == [429, 429, 429])
    }

    @Test("each key has a limit of its own, and all share a workspace")
    func perKey() {
        var client = LeadsClient(quota: 1)
        #expect(client.create("a@b.io").status == 201)
        #expect(client.create("b@b.io").status == 429)
        client.key = "otr_two"
        let answer = client.create("a@b.io")
        #expect(answer.status == 409)
        #expect(answer.remaining == 0)
        client.key = "otr_three"
        #expect(client.create("b@b.io").status == 201)
    }

    @Test("a listed key opens its own workspace, and only listed keys open one")
    func listedKeys() {
        let policy = LeadsService.KeyPolicy.listed(["otr_a1": "a", "otr_a2": "a", "otr_b": "b", "key_c": "c"])
        var client = LeadsClient(quota: 10, keys: policy)
        let statuses = ["otr_a1", "otr_a2", "otr_b", "otr_unknown", "key_c"].map { key in
            client.key = key
            return client.create("a@b.io").status
        }
        // The second key of a workspace finds the lead of the first; a listed key still needs its prefix.
        #expect(statuses == [201, 409, 201, 403, 403])
        client.key = "otr_a2"
        #expect(client.create("b@b.io").remaining == 8)
    }

    @Test("a missing or wrong key is refused and charged to nobody", arguments: [nil, "", "wrong", "OTR_one", "x otr_one"] as [String?])
    func forbidden(key: String?) {
        var client = LeadsClient(quota: 2)
        client.key = key
        for _ in 0..<10 {
            let answer = client.create("a@b.io")
            #expect(answer.status == 403)
            #expect(answer.detail == "Missing or invalid API key")
            #expect(answer.remaining == 2)
        }
        client.key = "otr_one"
        let answer = client.create("a@b.io")
        #expect(answer.status == 201)
        #expect(answer.remaining == 1)
    }

    @Test("refusals other than 429 can be free of charge")
    func refusalsFree() {
        var client = LeadsClient(quota: 5, chargesRefused: false)
        #expect(client.create("a@b.io").remaining == 4)
        let refused = [client.create("a@b.io"), client.create(json: "{}"), client.create(json: "{"), client.delete("cld_none")]
        #expect(refused.map(\.status) == [409, 422, 400, 404])
        #expect(refused.map(\.remaining) == [4, 4, 4, 4])
        #expect(client.create("b@b.io").remaining == 3)
    }

    @Test("a request is decided when it arrives, not when it is finished")
    func decidedOnArrival() {
        var client = LeadsClient(quota: 1)
        let request = APIRequest(method: "DELETE", path: "/api/v1/leads/x", fields: [FieldLine("x-api-key", "otr_one")], body: [])
        let first = client.service.arrive(request, at: LeadsClient.start)
        let second = client.service.arrive(request, at: LeadsClient.start)
        let nextWindow = LeadsClient.start + LeadsClient.window
        #expect(client.service.finish(second, at: nextWindow).status == 429)
        #expect(client.service.finish(first, at: nextWindow).status == 404)
    }
}
