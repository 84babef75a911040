package import LoadEngine
package import Timeline

/// Where a target listens, and how to reach it.
package struct Endpoint: Sendable {
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
                 connectTimeout: TimeSpan = .seconds(5), socket: String? = nil) {
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
    static func unresolvable(_ endpoint: Endpoint) -> TargetUnavailable {
        TargetUnavailable(cause: .unreachable, description: "the host name \(endpoint.host) cannot be resolved; is it spelled right?")
    }

    static func refused(_ endpoint: Endpoint) -> TargetUnavailable {
        TargetUnavailable(cause: .refused, description: "\(endpoint.place) refuses connections; is the server running there?")
    }

    static func late(_ endpoint: Endpoint) -> TargetUnavailable {
        TargetUnavailable(cause: .connectTimeout, description: "no connection to \(endpoint.place) within \(endpoint.connectTimeout)")
    }

    static func crowded(_ endpoint: Endpoint) -> TargetUnavailable {
        TargetUnavailable(cause: .connectTimeout, description: "no connection to \(endpoint.place) within \(endpoint.connectTimeout): the socket's backlog is full; "
            + "does the server accept connections there, and is its backlog long enough?")
    }

    static func exhausted(_ endpoint: Endpoint, _ why: String) -> TargetUnavailable {
        TargetUnavailable(cause: .exhausted, description: "no connection to \(endpoint.place): \(why); allow more open files (ulimit -n), or use fewer connections")
    }

    static func unreachable(_ endpoint: Endpoint, _ why: String) -> TargetUnavailable {
        TargetUnavailable(cause: .unreachable, description: "no connection to \(endpoint.place): \(why)")
    }
}

extension Endpoint {
    var place: String { socket ?? "\(host):\(port)" }
}
