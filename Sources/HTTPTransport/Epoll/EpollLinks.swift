#if os(Linux)
import LoadEngine
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Opens connections on an epoll loop; the host is resolved once, because the resolver blocks.
final class EpollLinks: Linking, @unchecked Sendable {
    private let endpoint: NodeAddress
    private let loop: EpollLoop
    private let messages: RequestMessages
    private let known: KnownResponses
    private let meter: ConnectionMeter
    private var addresses: [PeerAddress] = []
    private var source: PeerAddress?

    init(_ endpoint: NodeAddress, loop: EpollLoop, messages: RequestMessages, known: KnownResponses, _ meter: ConnectionMeter) {
        self.meter = meter
        self.messages = messages
        self.endpoint = endpoint
        self.loop = loop
        self.known = known
    }

    func connect(alone: Bool) async throws(TargetUnavailable) -> any Link {
        if addresses.isEmpty {
            let begin = loop.clock.now
            addresses = endpoint.socket.map { [PeerAddress.unix($0)].compactMap(\.self) } ?? PeerAddress.resolve(host: endpoint.peer.host, port: endpoint.peer.port)
            meter.lookedUp(in: loop.clock.now - begin)
        }
        guard !addresses.isEmpty else { throw endpoint.socket == nil ? .unresolvable(endpoint) : .unreachable(endpoint, "the path is too long for a socket") }
        if source == nil, let text = endpoint.source { source = PeerAddress.resolve(host: text, port: 0).first }
        var code: Int32 = 0
        for address in addresses {
            let end = loop.clock.now + endpoint.connectTimeout
            repeat {
                let descriptor = address.makeSocket()
                guard descriptor >= 0 else {
                    code = errno
                    break
                }
                if let source, case let problem = source.bind(descriptor), problem != 0 {
                    SystemCalls.close(descriptor)
                    throw .noSource(endpoint, SystemCalls.text(problem))
                }
                let link = EpollLink(descriptor, loop: loop, messages: messages, known: known)
                let begin = loop.clock.now
                code = await link.connect(to: address, within: endpoint.connectTimeout)
                if code == 0 {
                    link.number = meter.connected(in: loop.clock.now - begin)
                    return link
                }
                link.close()
                // A unix domain socket with a full backlog does not wait by itself.
                if code == EAGAIN { await pause() }
            } while code == EAGAIN && loop.clock.now < end
            // A family that this machine does not have says nothing about the next address.
            if code == EMFILE || code == ENFILE { break }
        }
        throw unavailable(code)
    }

    private func pause() async {
        await withUnsafeContinuation { loop.wake($0, at: loop.clock.now + .milliseconds(5), loop.newAlarm()) }
    }

    private func unavailable(_ code: Int32) -> TargetUnavailable {
        switch code {
        case ECONNREFUSED: .refused(endpoint)
        case ETIMEDOUT: .late(endpoint)
        case EAGAIN: .crowded(endpoint)
        case ECANCELED: TargetUnavailable(cause: .cancelled, description: "the run was stopped")
        case EADDRNOTAVAIL, EMFILE, ENFILE: .exhausted(endpoint, SystemCalls.text(code))
        default: .unreachable(endpoint, SystemCalls.text(code))
        }
    }

    func every(_ interval: TimeSpan, _ body: @escaping @Sendable () -> Bool) {
        loop.call(at: loop.clock.now + interval, loop.newAlarm()) { if body() { self.every(interval, body) } }
    }
}
#endif
