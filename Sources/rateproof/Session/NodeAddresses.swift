import Endpoints
import HTTPTransport
import Profiles

/// Where a target's connections go: its nodes, each from every address of this machine that the profile names, perhaps through a proxy.
struct NodeAddresses {
    private let target: TargetSpecification
    private let environment: [String: String]

    init(_ target: TargetSpecification, environment: [String: String]) {
        self.target = target
        self.environment = environment
    }

    /// Node after node, and for each the sources side by side.
    func all(_ url: TargetURL, connections: Int) -> [NodeAddress] {
        let sources: [String?] = target.sources.isEmpty ? [nil] : target.sources
        return ([url] + target.nodes).flatMap { node in
            sources.map { source in
                let place = target.connect ?? HostPort(host: node.host, port: node.port)
                return NodeAddress(
                    host: place.host, port: place.port, authority: node.authority, tls: node.isSecure ? tls : nil, version: target.version,
                    connections: connections, socket: target.socket, serverName: node.host, source: source, proxy: proxy(for: node))
            }
        }
    }

    private var tls: NodeAddress.TLS { NodeAddress.TLS(trust: target.trust, certificate: target.certificate.map { ($0.chain, $0.key) }) }

    /// The profile's, or the environment's; that of the environment never stands between this machine and itself.
    private func proxy(for node: TargetURL) -> NodeAddress.Proxy? {
        let proxy = target.proxy ?? (target.socket == nil && target.connect == nil ? environmentProxy(for: node) : nil)
        return proxy.map { NodeAddress.Proxy(host: $0.address.host, port: $0.address.port, credential: $0.credential.map(Credential.basic.presented)) }
    }

    private func environmentProxy(for node: TargetURL) -> ProxyAddress? {
        func value(_ name: String) -> String? { (environment[name] ?? environment[name.lowercased()]).flatMap { $0.isEmpty ? nil : $0 } }
        guard !node.isLoopback, let text = value(node.isSecure ? "HTTPS_PROXY" : "HTTP_PROXY"), !isExempt(node.host, value("NO_PROXY") ?? "") else { return nil }
        return ProxyAddress(text)
    }

    /// `NO_PROXY` lists hosts and domains with commas between them; `*` is everything.
    private func isExempt(_ host: String, _ list: String) -> Bool {
        let host = host.lowercased()
        return list.split(separator: ",").contains { part in
            let name = part.filter { $0 != " " }.lowercased().drop { $0 == "." }
            return name == "*" || host == name || host.hasSuffix(".\(name)")
        }
    }
}
