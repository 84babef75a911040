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
    let endpoint: Endpoint
    let loop: any EventLoop
    private let clock: EventLoopClock
    private let tls: NIOSSLContext?
    private let meter: ConnectionMeter

    var isSecure: Bool { tls != nil }

    /// `protocols` are what is offered in the handshake, by the names of ALPN (RFC 7301).
    init(
        _ endpoint: Endpoint, clock: EventLoopClock, loop: any EventLoop, protocols: [String], _ meter: ConnectionMeter
    ) throws(TargetUnavailable) {
        self.endpoint = endpoint
        self.clock = clock
        self.loop = loop
        self.meter = meter
        do {
            tls = try endpoint.tls.map { try Self.context($0, protocols) }
        } catch {
            let file = endpoint.tls?.trust ?? "the trust file"
            throw TargetUnavailable(cause: .untrusted, description: "the TLS set-up failed (\(error)); is \(file) a PEM file with certificates?")
        }
    }

    private static func context(_ tls: Endpoint.TLS, _ protocols: [String]) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = protocols
        if let trust = tls.trust { configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(trust))] }
        return try NIOSSLContext(configuration: configuration)
    }

    /// A channel whose pipeline was filled by `initialize`, behind TLS where there is some; ready when `ready` returns. With it the connection's number.
    func dial<Line>(
        _ initialize: @escaping @Sendable (any Channel) throws -> Void, ready: (any Channel) async throws -> Line
    ) async throws(TargetUnavailable) -> (line: Line, number: Int) {
        do {
            let (endpoint, tls, begin) = (endpoint, tls, clock.now)
            let bootstrap = ClientBootstrap(group: loop)
                .connectTimeout(.nanoseconds(endpoint.connectTimeout.nanoseconds))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let tls {
                            // An address has no server name to indicate; verification then goes by the address itself.
                            let name = Self.isAddress(endpoint.host) ? nil : endpoint.host
                            try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
                        }
                        // A name with several addresses is tried in parallel: every try has handlers of its own.
                        try initialize(channel)
                    }
                }
            let channel = if let socket = endpoint.socket {
                try await bootstrap.connect(unixDomainSocketPath: socket).get()
            } else {
                try await bootstrap.channelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1).connect(host: endpoint.host, port: endpoint.port).get()
            }
            let connected = clock.now
            let line = try await ready(channel)
            let number = meter.connected(in: connected - begin)
            if isSecure { meter.secured(in: clock.now - connected) }
            return (line, number)
        } catch let unavailable as TargetUnavailable {
            throw unavailable
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
        let place = endpoint.place
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
        case let failure as NIOConnectionError where failure.connectionErrors.contains { isExhaustion($0.error) }: return .exhausted(endpoint, "\(failure)")
        case _ where isExhaustion(error): return .exhausted(endpoint, "\(error)")
        case _ where isRefusal(error): return .refused(endpoint)
        case _ where isTimeout(error): return .late(endpoint)
        default: return .unreachable(endpoint, "\(error)")
        }
    }

    private static func isExhaustion(_ error: any Error) -> Bool {
        (error as? IOError).map { [EADDRNOTAVAIL, EMFILE, ENFILE].contains($0.errnoCode) } ?? false
    }

    static func isReset(_ error: any Error) -> Bool { (error as? IOError).map { [ECONNRESET, EPIPE].contains($0.errnoCode) } ?? false }
    private static func isRefusal(_ error: any Error) -> Bool { (error as? IOError)?.errnoCode == ECONNREFUSED }
    private static func isTimeout(_ error: any Error) -> Bool { if case ChannelError.connectTimeout = error { true } else { false } }
}
