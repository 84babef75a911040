package import LoadEngine
package import Timeline

/// Where a target listens, and how to reach it.
package struct NodeAddress: Sendable {
    package var host: String
    package var port: Int
    /// As the Host field wants it.
    package var authority: String
    /// Nothing for plain HTTP.
    package var tls: TLS?
    package var version: HTTPVersion
    /// The most connections at once; of HTTP/2, the most streams.
    package var connections: Int
    package var connectTimeout: TimeSpan
    /// The path of a unix domain socket to connect to, instead of the host and port.
    package var socket: String?
    /// What the server's certificate must name; that of `host` where the connection goes elsewhere than the url says.
    package var serverName: String
    /// The address of this machine that connections leave from; nothing for the system's choice.
    package var source: String?
    /// Where connections go in the place of host and port.
    package var proxy: Proxy?

    /// An HTTP proxy: over TLS it is asked for a tunnel, of plain requests it is told the whole url.
    package struct Proxy: Sendable, Equatable {
        package var host: String
        package var port: Int
        /// `user:password` in base64, where the proxy wants to know who it is.
        package var credential: String?
        package init(host: String, port: Int, credential: String? = nil) {
            self.host = host
            self.port = port
            self.credential = credential
        }
    }

    package struct TLS: Sendable {
        /// A PEM file with certificates to trust besides those of the system.
        package var trust: String?
        /// PEM files with the certificate that is shown to a server that demands one, and with its private key.
        package var certificate: (chain: String, key: String)?

        package init(trust: String?, certificate: (chain: String, key: String)? = nil) {
            self.trust = trust
            self.certificate = certificate
        }
    }

    package init(host: String, port: Int, authority: String, tls: TLS?, version: HTTPVersion = .http1, connections: Int = 512,
                 connectTimeout: TimeSpan = .seconds(5), socket: String? = nil, serverName: String? = nil, source: String? = nil, proxy: Proxy? = nil) {
        self.serverName = serverName ?? host
        self.source = source
        self.proxy = proxy
        self.socket = socket
        self.host = host
        self.port = port
        self.authority = authority
        self.tls = tls
        self.version = version
        self.connections = connections
        self.connectTimeout = connectTimeout
    }
}

/// What each runtime says when an endpoint cannot be reached.
extension TargetUnavailable {
    static func unresolvable(_ endpoint: NodeAddress) -> TargetUnavailable {
        TargetUnavailable(cause: .unreachable, description: "the host name \(endpoint.host) cannot be resolved; is it spelled right?")
    }

    static func noSource(_ endpoint: NodeAddress, _ why: String) -> TargetUnavailable {
        TargetUnavailable(cause: .unreachable, description: "connections cannot leave from \(endpoint.source ?? ""): \(why); "
            + "is it an address of this machine (target.sources)?")
    }

    static func refused(_ endpoint: NodeAddress) -> TargetUnavailable {
        TargetUnavailable(cause: .refused, description: "\(endpoint.place) refuses connections; is the server running there?")
    }

    static func late(_ endpoint: NodeAddress) -> TargetUnavailable {
        TargetUnavailable(cause: .connectTimeout, description: "no connection to \(endpoint.place) within \(endpoint.connectTimeout)")
    }

    static func crowded(_ endpoint: NodeAddress) -> TargetUnavailable {
        TargetUnavailable(cause: .connectTimeout, description: "no connection to \(endpoint.place) within \(endpoint.connectTimeout): the socket's backlog is full; "
            + "does the server accept connections there, and is its backlog long enough?")
    }

    static func exhausted(_ endpoint: NodeAddress, _ why: String) -> TargetUnavailable {
        TargetUnavailable(cause: .exhausted, description: "no connection to \(endpoint.place): \(why); allow more open files (ulimit -n), or use fewer connections")
    }

    static func unreachable(_ endpoint: NodeAddress, _ why: String) -> TargetUnavailable {
        TargetUnavailable(cause: .unreachable, description: "no connection to \(endpoint.place): \(why)")
    }
}

extension NodeAddress {
    var place: String { proxy.map { "the proxy \($0.host):\($0.port)" } ?? socket ?? "\(host):\(port)" }
    /// Where a connection goes.
    var peer: (host: String, port: Int) { proxy.map { ($0.host, $0.port) } ?? (host, port) }
    /// Over TLS the proxy sees bytes alone.
    var form: TargetForm { proxy != nil && tls == nil ? .absolute(authority: authority) : .origin }
}
