/// The address of the API, as its document names it.
struct ServerChoice {
    static let unknown = "http://127.0.0.1:8080"

    private(set) var notes: [String] = []
    private(set) var address: WebAddress
    /// False where the document names no host.
    private(set) var isKnown = true

    /// The first absolute server of the operation, its path, or the document.
    init(_ document: OpenAPIDocument, _ operation: Operation) throws(ImportProblem) {
        let lists = [operation.value["servers"], operation.item["servers"], document.root["servers"]]
        let servers = lists.compactMap { $0?.items }.first { !$0.isEmpty } ?? []
        var base = ""
        for server in servers {
            let (url, invented) = Self.filled(server)
            if WebAddress.scheme(of: url).isEmpty, !url.hasPrefix("//") {
                base = base.isEmpty ? url : base
                continue
            }
            guard let address = try? WebAddress(url.hasPrefix("//") ? "https:" + url : url) else { continue }
            self.address = address
            for name in invented { notes.append("The server's variable \(name) has no default: set target.url.") }
            if servers.count > 1 {
                notes.append("The document names \(servers.count) servers; \(address.origin) is taken.")
            }
            return
        }
        let path = base.hasPrefix("/") || base.isEmpty ? base : "/" + base
        guard let address = (try? WebAddress(Self.unknown + path)) ?? (try? WebAddress(Self.unknown)) else {
            throw ImportProblem(what: "its server is no address", place: "servers",
                                remedy: "Add servers: - url: https://…")
        }
        self.address = address
        isKnown = false
        let cause = servers.isEmpty ? "no server" : "no server with a host"
        notes.append("The document names \(cause): \(Self.unknown) stands for it. Set target.url to the address "
            + "of the API.")
    }

    /// With the defaults of its variables; the names of those that have none come along.
    private static func filled(_ server: JSONValue) -> (url: String, invented: [String]) {
        let template = server["url"]?.text ?? ""
        var url = "", name: String?
        var invented: [String] = []
        for character in template.prefix(2_000) {
            switch (character, name) {
            case ("{", nil): name = ""
            case ("}", let given?):
                let variable = server["variables"]?[given]
                let value = variable?["default"]?.plain ?? variable?["enum"]?.items.first?.plain
                if value == nil { invented.append(given) }
                url += value ?? "example"
                name = nil
            case (_, let given?): name = given + String(character)
            default: url.append(character)
            }
        }
        return (url, invented)
    }
}
