import Endpoints
import Importing
import Testing

@Suite("What a document says of keys and limits is taken over")
struct OpenAPISecurityTests {
    private static let security: [(security: String, schemes: String, credential: EndpointDraft.Credential,
                                   notes: [String])] = [
        ("[{a: []}]", "a: {type: apiKey, in: header, name: X-K}", .header(name: "X-K", prefix: ""), []),
        ("[{a: []}]", "a: {type: apiKey, in: query, name: k}", .query("k"), []),
        ("[{a: []}]", "a: {type: apiKey, in: cookie, name: sid}", .cookie("sid"), []),
        ("[{a: []}]", "a: {type: http, scheme: bearer}", .header(name: "Authorization", prefix: "Bearer "), []),
        ("[{a: []}]", "a: {type: http, scheme: Basic}", .basic, []),
        ("[{a: []}]", "a: {type: http, scheme: hoba}", .header(name: "Authorization", prefix: "hoba "),
         ["another scheme"]),
        ("[{a: []}]", "a: {type: oauth2}", .header(name: "Authorization", prefix: "Bearer "), ["OAuth 2"]),
        ("[{a: []}]", "a: {type: openIdConnect}", .header(name: "Authorization", prefix: "Bearer "), ["OpenID"]),
        ("[{a: []}]", "a: {type: mutualTLS}", .none, ["demands a certificate"]),
        ("[{m: []}, {b: []}]", "m: {type: mutualTLS}, b: {type: http, scheme: basic}", .basic,
         ["demands a certificate", "2 ways"]),
         ("[{b: []}, {k: []}]", "b: {type: http, scheme: basic}, k: {type: apiKey, in: query, name: k}", .basic,
          ["allows 2 ways to authenticate: b is taken"]),
        ("[{b: [], k: []}]", "b: {type: http, scheme: basic}, k: {type: apiKey, in: query, name: k}", .basic,
         ["demands b and k together"]), ("[{}, {b: []}]", "b: {type: http, scheme: basic}", .basic, []),
         ("[{x: []}]", "b: {type: http, scheme: basic}", .none, ["x is not described"]),
        ("[]", "b: {type: http, scheme: basic}", .none, []),
    ]

    @Test("security", arguments: security)
    func checkSecurity(security: String, schemes: String, credential: EndpointDraft.Credential,
                       notes: [String]) throws {
        let draft = try openAPI(document("{security: \(security)}",
                                         rest: "components: {securitySchemes: {\(schemes)}}"))
        #expect(draft.credential == credential)
        #expect(draft.notes.count == notes.count)
        for note in notes { #expect(draft.notes(about: note) == 1, "\(draft.notes)") }
        let global = try openAPI(document("{}",
                                          rest: "security: \(security)\ncomponents: {securitySchemes: {\(schemes)}}"))
        #expect(global.credential == credential)
    }

    @Test("429 without fields, and fields without 429")
    func limits() throws {
        #expect(try openAPI(document("{responses: {'429': {}}}")).notes(about: "documents 429 without "
            + "rate-limit fields") == 1)
        let draft = try openAPI(document("{responses: {'201': {headers: {X-RateLimit-Limit: {schema: {enum: "
            + "[50]}}}}}}"))
        #expect(draft.notes(about: "names no 429, but answers with fields X-RateLimit-Limit") == 1)
        #expect(draft.quota == 50 && draft.windowSeconds == nil)
        #expect(try openAPI(document("{responses: {'429': {headers: {X-RateLimit-Limit: {example: "
            + "50}}}}}")).quota == nil)
        #expect(try openAPI(document("{x-ratelimit-limit: 5}")).quota == nil)
    }
}
