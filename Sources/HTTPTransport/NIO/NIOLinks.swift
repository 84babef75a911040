import LoadEngine
import NIOCore
import Timeline

/// Opens connections for HTTP/1.1 over NIO.
struct NIOLinks: Linking {
    private let dialer: Dialer
    private let clock: EventLoopClock
    private let messages: RequestMessages
    private let known: KnownResponses

    init(
        _ endpoint: NodeAddress, loop: any EventLoop, clock: EventLoopClock, messages: RequestMessages, known: KnownResponses, _ meter: ConnectionMeter
    ) throws(TargetUnavailable) {
        dialer = try Dialer(endpoint, clock: clock, loop: loop, protocols: ["http/1.1"], meter)
        self.clock = clock
        self.messages = messages
        self.known = known
    }

    func connect(alone: Bool) async throws(TargetUnavailable) -> any Link {
        let (loop, clock, messages, known, isSecure) = (dialer.loop, clock, messages, known, dialer.isSecure)
        let (link, number) = try await dialer.dial { channel in
            try channel.pipeline.syncOperations.addHandler(NIOLink(loop: loop, clock: clock, messages: messages, known: known, waitsForTLS: isSecure))
        } ready: { channel in
            let link = try channel.pipeline.syncOperations.handler(type: NIOLink.self)
            try await link.ready(within: dialer.endpoint.connectTimeout, channel: channel)
            return link
        }
        link.number = number
        return link
    }

    func every(_ interval: TimeSpan, _ body: @escaping @Sendable () -> Bool) { dialer.every(interval, body) }
}
