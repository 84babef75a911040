import Endpoints
import Timeline
import WireFormat

/// An API of any kind, by what a profile says of its requests: the ordinary one and the routes beside it are answered with 200, and over quota
/// as the profile's answers say. It stores nothing but what shows a duplicate.
enum PlainRoutes {
    private static let mostSeen = 100_000

    static func respond(to request: APIRequest, _ endpoint: Endpoint, _ seen: inout Set<[UInt8]>) -> APIResponse {
        let path = request.path.prefix { $0 != "?" }
        let routes = [(endpoint.method, endpoint.path)] + endpoint.variants.filter { $0.role == .route }.map { ($0.method ?? endpoint.method, $0.path ?? endpoint.path) }
        let known = routes.filter { matches(path, $0.1) }
        guard !known.isEmpty else { return .detail(404, "Not Found") }
        if request.method == "OPTIONS" { return APIResponse(status: 200, body: ["ok": .bool(true)]) }
        guard known.contains(where: { $0.0 == request.method || $0.0 == "GET" && request.method == "HEAD" }) else { return .detail(405, "Method Not Allowed") }
        if let invalid = endpoint.variant(.createInvalid), isSent(request, invalid) { return .detail(422, "The request is not valid") }
        if endpoint.variant(.duplicate) != nil, !request.body.isEmpty, known.contains(where: { $0.1 == endpoint.path }) {
            guard !seen.contains(request.body) else { return .detail(409, "This exists already") }
            if seen.count < mostSeen { seen.insert(request.body) }
        }
        return APIResponse(status: 200, body: ["data": ["ok": .bool(true)]])
    }

    /// True for a route that the endpoint declares besides the ordinary one.
    static func isOther(_ request: APIRequest, _ endpoint: Endpoint) -> Bool {
        let path = request.path.prefix { $0 != "?" }
        return !matches(path, endpoint.path) && endpoint.variants.contains { $0.role == .route && matches(path, $0.path ?? endpoint.path) }
    }

    /// What a limited request is answered with: the first answer that the profile takes for one.
    static func refusal(_ endpoint: Endpoint) -> APIResponse {
        let rule = endpoint.answers.rules.first { $0.meaning == .limited }
        var body: JSONValue = ["error": "Rate limit exceeded"]
        if let json = rule?.json {
            body = json.path.reversed().reduce(.string(json.value ?? "limited")) { inner, step in
                Int(step) != nil ? .array([inner]) : .object([step: inner])
            }
        }
        var response = APIResponse(status: rule?.statuses.first?.lowerBound ?? 429, body: body)
        if let header = rule?.header { response.set(FieldLine(header.name, header.value ?? "1")) }
        return response
    }

    /// A template fits a path that it could have made, as far as its fixed parts tell.
    private static func matches(_ path: Substring, _ template: TextTemplate) -> Bool {
        var rest = path
        var maySkip = false
        for piece in template.pieces {
            switch piece {
            case .slot: maySkip = true
            case .text(let text):
                let part = text.prefix { $0 != "?" }
                guard let found = maySkip ? rest.firstRange(of: part) : rest.hasPrefix(part) ? rest.startIndex..<rest.index(rest.startIndex, offsetBy: part.count) : nil
                else { return false }
                rest = rest[found.upperBound...]
                maySkip = false
                if part.count < text.count { return rest.isEmpty }
            }
        }
        return maySkip || rest.isEmpty
    }

    /// True for the invalid request: what has no slots in it is compared, the rest is taken on trust.
    private static func isSent(_ request: APIRequest, _ variant: Variant) -> Bool {
        if let method = variant.method, method != request.method { return false }
        if let path = variant.path {
            guard matches(request.path.prefix { $0 != "?" }, path) else { return false }
            if path.slots.isEmpty, !query(request.path).starts(with: query(path)) { return false }
        }
        if let body = variant.body {
            let text = String(decoding: request.body, as: UTF8.self)
            guard fixed(body.template).allSatisfy({ text.contains($0) }) else { return false }
        }
        for header in variant.headers where request.field(header.name.lowercased()) == nil { return false }
        return true
    }

    private static func query(_ path: String) -> Substring { path.drop { $0 != "?" } }

    private static func query(_ template: TextTemplate) -> Substring { query(fixed(template).joined()) }

    private static func fixed(_ template: TextTemplate) -> [String] {
        template.pieces.compactMap { piece in if case .text(let text) = piece { text } else { nil } }
    }
}
