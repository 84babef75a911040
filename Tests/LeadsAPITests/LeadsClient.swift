import LeadsAPI
import Limiters
import Timeline
import WireFormat

/// A service and the clock it is told, with short words for what tests ask of it.
struct LeadsClient {
    static let window = TimeSpan.seconds(60)
    /// A multiple of the window since the epoch: 2025-11-24T16:00:00.
    static let start = WallInstant(epochSeconds: 1_764_000_000)

    var service: LeadsService
    var now = LeadsClient.start
    var key: String? = "otr_one"

    init(
        quota: Int = 1_000, keys: LeadsService.KeyPolicy = .anyWithPrefix, chargesRefused: Bool = true, contactLimit: Int = 10_000_000
    ) {
        service = LeadsService(
            LeadsService.Settings(quota: quota, window: Self.window, keys: keys, chargesRefused: chargesRefused, contactLimit: contactLimit),
            started: Self.start)
    }

    mutating func send(_ method: String, _ path: String, _ body: String = "", type: String? = "application/json") -> Answer {
        var fields: [FieldLine] = []
        if let key { fields.append(FieldLine("x-api-key", key)) }
        if let type { fields.append(FieldLine("content-type", type)) }
        let request = APIRequest(method: method, path: path, fields: fields, body: Array(body.utf8))
        return Answer(service.respond(to: request, at: now))
    }

    mutating func create(_ email: String) -> Answer { send("POST", "/api/v1/leads", "{\"email\":\"\(email)\"}") }
    mutating func create(json: String) -> Answer { send("POST", "/api/v1/leads", json) }
    mutating func importLeads(_ json: String) -> Answer { send("POST", "/api/v1/leads/import", json) }
    mutating func importLeads(emails: [String]) -> Answer {
        importLeads("{\"leads\":[" + emails.map { "{\"email\":\"\($0)\"}" }.joined(separator: ",") + "]}")
    }
    mutating func delete(_ id: String) -> Answer { send("DELETE", "/api/v1/leads/\(id)", type: nil) }
}

/// A response as a client reads it.
struct Answer {
    var status: Int
    var fields: [FieldLine]
    var text: String
    var json: JSONValue?

    init(_ response: APIResponse) {
        status = response.status
        fields = response.fields
        text = String(decoding: response.body, as: UTF8.self)
        json = JSONValue(parsing: response.body)
    }

    /// Every value of a field, whatever the case of its name.
    func values(_ name: String) -> [String] { fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value) }
    var remaining: Int? { values("x-ratelimit-remaining").first.flatMap { Int($0) } }
    var detail: String? { json?["detail"]?.stringValue }
    var data: JSONValue? { json?["data"] }
    var id: String? { data?["id"]?.stringValue }
}
