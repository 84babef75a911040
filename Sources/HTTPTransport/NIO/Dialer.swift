import LoadEngine
import NIOCore
import NIOPosix
import NIOSSL
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Opens channels over NIO: TCP, and TLS with verification where the endpoint wants it.
struct Dialer: Sendable {
    let endpoint: NodeAddress
    let loop: any EventLoop
    private let clock: EventLoopClock
    private let tls: NIOSSLContext?
    private let meter: ConnectionMeter

    var isSecure: Bool { tls != nil }

    /// `protocols` are what is offered in the handshake, by the names of ALPN (RFC 7301).
    init(
        _ endpoint: NodeAddress, clock: EventLoopClock, loop: any EventLoop, protocols: [String], _ meter: ConnectionMeter
    ) throws(TargetUnavailable) {
        self.endpoint = endpoint
        self.clock = clock
        self.loop = loop
        self.meter = meter
        tls = if let wanted = endpoint.tls { try Self.context(wanted, protocols) } else { nil }
    }

    private static func context(_ tls: NodeAddress.TLS, _ protocols: [String]) throws(TargetUnavailable) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = protocols
        if let file = tls.trust {
            configuration.additionalTrustRoots = [.certificates(try read(file, "certificates") { try NIOSSLCertificate.fromPEMFile(file) })]
        }
        if let (chain, key) = tls.certificate {
            configuration.certificateChain = try read(chain, "certificates") { try NIOSSLCertificate.fromPEMFile(chain).map { .certificate($0) } }
            configuration.privateKey = .privateKey(try read(key, "a private key") { try NIOSSLPrivateKey(file: key, format: .pem) })
        }
        return try read(tls.certificate?.key ?? tls.trust ?? "", "what belongs together") { try NIOSSLContext(configuration: configuration) }
    }

    private static func read<Value>(_ file: String, _ what: String, _ body: () throws -> Value) throws(TargetUnavailable) -> Value {
        do { return try body() } catch {
            throw TargetUnavailable(cause: .untrusted, description: "TLS cannot be set up: is \(file) there, and a PEM file with \(what)?")
        }
    }

    /// A channel whose pipeline was filled by `initialize`, behind TLS where there is some; ready when `ready` returns. With it the connection's number.
    func dial<Line>(
        _ initialize: @escaping @Sendable (any Channel) throws -> Void, ready: (any Channel) async throws -> Line
    ) async throws(TargetUnavailable) -> (line: Line, number: Int) {
        do {
            let (endpoint, tls, clock, begin) = (endpoint, tls, clock, clock.now)
            var bootstrap = ClientBootstrap(group: loop)
                .connectTimeout(.nanoseconds(endpoint.connectTimeout.nanoseconds))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let proxy = endpoint.proxy, tls != nil {
                            try channel.pipeline.syncOperations.addHandler(ProxyTunnel(endpoint, proxy))
                        }
                        if let tls {
                            // An address has no server name to indicate; verification then goes by the address itself.
                            let name = Self.isAddress(endpoint.serverName) ? nil : endpoint.serverName
                            try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
                        }
                        // A name with several addresses is tried in parallel: every try has handlers of its own.
                        try initialize(channel)
                    }
                }
            if let source = endpoint.source { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: source, port: 0)) }
            let channel = if let socket = endpoint.socket {
                try await Self.connect(bootstrap, socket, until: begin + endpoint.connectTimeout, clock)
            } else {
                try await bootstrap.channelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1).connect(host: endpoint.peer.host, port: endpoint.peer.port).get()
            }
            let connected = clock.now
            let line = try await ready(channel)
            let number = meter.connected(in: connected - begin)
            if isSecure { meter.secured(in: clock.now - connected) }
            return (line, number)
        } catch {
            throw DialFailure(error).unavailable(endpoint)
        }
    }

    /// A unix domain socket with a full backlog does not wait by itself.
    private static func connect(_ bootstrap: ClientBootstrap, _ socket: String, until end: RunInstant, _ clock: EventLoopClock) async throws -> any Channel {
        while true {
            do { return try await bootstrap.connect(unixDomainSocketPath: socket).get() } catch {
                guard DialFailure(error).isCrowded, clock.now < end else { throw error }
                try await clock.sleep(until: clock.now + .milliseconds(5))
            }
        }
    }

    func every(_ interval: TimeSpan, _ body: @escaping @Sendable () -> Bool) {
        let amount = TimeAmount.nanoseconds(interval.nanoseconds)
        loop.scheduleRepeatedTask(initialDelay: amount, delay: amount) { if !body() { $0.cancel() } }
    }

    private static func isAddress(_ host: String) -> Bool { (try? SocketAddress(ipAddress: host, port: 0)) != nil }

    static func isReset(_ error: any Error) -> Bool { (error as? IOError).map { [ECONNRESET, EPIPE].contains($0.errnoCode) } ?? false }
}
