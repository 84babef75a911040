package import Endpoints
import Timeline

extension Endpoint {
    /// A second kind of API for the self-test: GET with a bearer token, another route on the same limit, an invalid request, nothing else.
    package static let search: Endpoint = {
        func path(_ text: String, _ slots: TextTemplate.Piece...) -> TextTemplate { TextTemplate([.text(text)] + slots) }
        var endpoint = Endpoint(
            method: "GET", path: path("/v1/search?q=rateproof-", .slot(.number)), credential: .header(name: "Authorization", prefix: "Bearer "))
        endpoint.variants = [
            Variant(name: "suggestions", role: .route, operation: .route1, path: path("/v1/suggestions?q=r"), cost: 1),
            Variant(name: "no-limit", role: .invalid, operation: .createInvalid, path: path("/v1/search?limit=none")),
        ]
        return endpoint
    }()
}
