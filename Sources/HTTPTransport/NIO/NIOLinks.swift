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

/// Opens connections over NIO: TCP, and TLS with verification where the endpoint wants it.
struct NIOLinks: Linking {
    private let endpoint: Endpoint
    private let loop: any EventLoop
    private let clock: EventLoopClock
    private let known: KnownResponses
    private let tls: NIOSSLContext?

    init(_ endpoint: Endpoint, loop: any EventLoop, clock: EventLoopClock, known: KnownResponses) throws(TargetUnavailable) {
        self.endpoint = endpoint
        self.loop = loop
        self.clock = clock
        self.known = known
        do {
            tls = try endpoint.tls.map { try Self.context($0) }
        } catch {
            let file = endpoint.tls?.trust ?? "the trust file"
            throw TargetUnavailable(cause: .untrusted, description: "the TLS set-up failed (\(error)); is \(file) a PEM file with certificates?")
        }
    }

    private static func context(_ tls: Endpoint.TLS) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        if let trust = tls.trust { configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(trust))] }
        return try NIOSSLContext(configuration: configuration)
    }

    /// A connection that is ready for its first request.
    func connect() async throws(TargetUnavailable) -> any Link {
        do {
            let (endpoint, tls, loop, clock, known) = (endpoint, tls, loop, clock, known)
            let channel = try await ClientBootstrap(group: loop)
                .connectTimeout(.nanoseconds(endpoint.connectTimeout.nanoseconds))
                .channelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let tls {
                            // An address has no server name to indicate; verification then goes by the address itself.
                            let name = Self.isAddress(endpoint.host) ? nil : endpoint.host
                            try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
                        }
                        // A name with several addresses is tried in parallel: every try has a handler of its own.
                        try channel.pipeline.syncOperations.addHandler(NIOLink(loop: loop, clock: clock, known: known, waitsForTLS: tls != nil))
                    }
                }
                .connect(host: endpoint.host, port: endpoint.port).get()
            let connection = try channel.pipeline.syncOperations.handler(type: NIOLink.self)
            try await connection.ready(within: endpoint.connectTimeout, channel: channel)
            return connection
        } catch {
            throw Self.unavailable(error, endpoint)
        }
    }

    func every(_ interval: TimeSpan, _ body: @escaping @Sendable () -> Bool) {
        let amount = TimeAmount.nanoseconds(interval.nanoseconds)
        loop.scheduleRepeatedTask(initialDelay: amount, delay: amount) { if !body() { $0.cancel() } }
    }

    private static func isAddress(_ host: String) -> Bool { (try? SocketAddress(ipAddress: host, port: 0)) != nil }

    private static func unavailable(_ error: any Error, _ endpoint: Endpoint) -> TargetUnavailable {
        let place = "\(endpoint.host):\(endpoint.port)"
        if endpoint.tls != nil, error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError {
            let isUntrusted = "\(error)".contains("CERTIFICATE_VERIFY_FAILED")
            return TargetUnavailable(cause: .untrusted, description: isUntrusted
                ? "the certificate of \(place) is not trusted; if it is your own, name a PEM file with its authority in target.trust"
                : "TLS with \(place) failed: \(error)")
        }
        switch error {
        case let failure as NIOConnectionError where failure.dnsAError != nil && failure.connectionErrors.isEmpty: return .unresolvable(endpoint)
        case let failure as NIOConnectionError where failure.connectionErrors.contains { isRefusal($0.error) }: return .refused(endpoint)
        case let failure as NIOConnectionError where failure.connectionErrors.contains { isTimeout($0.error) }: return .late(endpoint)
        case _ where isRefusal(error): return .refused(endpoint)
        case _ where isTimeout(error): return .late(endpoint)
        default: return .unreachable(endpoint, "\(error)")
        }
    }

    private static func isRefusal(_ error: any Error) -> Bool { (error as? IOError)?.errnoCode == ECONNREFUSED }
    private static func isTimeout(_ error: any Error) -> Bool { if case ChannelError.connectTimeout = error { true } else { false } }
}
