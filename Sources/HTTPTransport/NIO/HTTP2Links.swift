import LoadEngine
import NIOCore
import NIOHTTP2
import NIOTLS
import Timeline

/// Opens streams of HTTP/2 connections (RFC 9113): over TLS by ALPN, over plain TCP with prior knowledge.
///
/// A link is the place of one stream at a time; as many links share a connection as the server allows, a hundred at most.
final class HTTP2Links: Linking, @unchecked Sendable {
    private let dialer: Dialer
    private let clock: EventLoopClock
    private let messages: HTTP2Messages
    private var sessions: [HTTP2Session] = []
    private var isOpening = false
    /// Who waits for the connection that is being opened.
    private var waiting: [UnsafeContinuation<TargetUnavailable?, Never>] = []

    init(_ endpoint: NodeAddress, loop: any EventLoop, clock: EventLoopClock, spelling: RequestSpelling, _ meter: ConnectionMeter) throws(TargetUnavailable) {
        dialer = try Dialer(endpoint, clock: clock, loop: loop, protocols: ["h2"], meter)
        self.clock = clock
        messages = HTTP2Messages(spelling, scheme: dialer.isSecure ? "https" : "http", authority: endpoint.authority)
    }

    func connect(alone: Bool) async throws(TargetUnavailable) -> any Link {
        let session = try await alone ? open() : shared()
        return HTTP2Link(session, clock: clock, messages: messages, endsSession: alone)
    }

    /// A session with a place; opened where there is none, by one of those that want one.
    private func shared() async throws(TargetUnavailable) -> HTTP2Session {
        while true {
            sessions.removeAll { !$0.isUsable }
            if let session = sessions.first(where: \.hasPlace) {
                session.links += 1
                return session
            }
            if !isOpening { return try await openForAll() }
            if let problem = await withUnsafeContinuation({ waiting.append($0) }) { throw problem }
        }
    }

    /// What it fails with, it fails with for everybody who waits.
    private func openForAll() async throws(TargetUnavailable) -> HTTP2Session {
        isOpening = true
        let opened: Result<HTTP2Session, TargetUnavailable>
        do throws(TargetUnavailable) { opened = .success(try await open()) } catch { opened = .failure(error) }
        isOpening = false
        if case .success(let session) = opened { sessions.append(session) }
        let problem: TargetUnavailable? = if case .failure(let problem) = opened { problem } else { nil }
        let waiting = waiting
        self.waiting = []
        for one in waiting { one.resume(returning: problem) }
        return try opened.get()
    }

    private func open() async throws(TargetUnavailable) -> HTTP2Session {
        let session = HTTP2Session(dialer.loop, clock: clock, isSecure: dialer.isSecure)
        (_, session.number) = try await dialer.dial {
            try session.fill($0)
        } ready: {
            try await session.ready(within: self.dialer.endpoint.connectTimeout, channel: $0)
        }
        return session
    }

    func every(_ interval: TimeSpan, _ body: @escaping @Sendable () -> Bool) { dialer.every(interval, body) }
}
