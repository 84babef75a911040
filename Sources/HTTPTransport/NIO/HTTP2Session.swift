import LoadEngine
import NIOCore
import NIOHTTP2
import NIOTLS
import Timeline
import WireFormat

/// One HTTP/2 connection, which the streams of many links share. Lives on the event loop.
final class HTTP2Session: @unchecked Sendable {
    private let loop: any EventLoop
    private let clock: EventLoopClock
    let isSecure: Bool
    private var channel: (any Channel)?
    private var connection: HTTP2Connection?

    var number = 0
    /// How many links have a place on it.
    var links = 1
    /// False once it is closed, or carries no further streams.
    var isUsable: Bool { channel?.isActive ?? false && connection?.isGoingAway == false }
    var lastHeard: RunInstant { connection?.watch.lastHeard ?? .start }
    /// RFC 9113, 6.5.2 recommends that servers allow no fewer than a hundred streams at once; some do.
    var hasPlace: Bool { links < min(100, connection?.mostStreams ?? 100) }

    init(_ loop: any EventLoop, clock: EventLoopClock, isSecure: Bool) {
        self.loop = loop
        self.clock = clock
        self.isSecure = isSecure
    }

    func fill(_ channel: any Channel) throws {
        let connection = HTTP2Connection(loop.makePromise(), clock: clock, isSecure: isSecure)
        let frames = NIOHTTP2Handler(mode: .client, connectionConfiguration: Self.connection, streamConfiguration: Self.stream)
        try channel.pipeline.syncOperations.addHandlers(Negotiation(connection), frames, connection)
    }

    /// Nobody sends a guard's number of frames in so short a time. The number itself is no place for this: room is made for as many at once.
    private static let never = TimeAmount.microseconds(1)

    /// Whoever is flooded here has asked for it: guards against peers that send too much would end the load instead.
    private static let connection = {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .enablePush, value: 0), HTTP2Setting(parameter: .initialWindowSize, value: HTTP2Connection.streamWindow),
            HTTP2Setting(parameter: .maxHeaderListSize, value: ResponseParser.Limits().headBytes),
        ]
        configuration.maximumConnectionGlitches = .max
        configuration.controlFrameRateLimit.windowLength = never
        return configuration
    }()

    private static let stream = {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.streamResetFrameRateLimit.windowLength = never
        configuration.streamErrorRateLimit.windowLength = never
        return configuration
    }()

    /// Returns once streams can be opened.
    func ready(within timeout: TimeSpan, channel: any Channel) async throws {
        let connection = try channel.pipeline.syncOperations.handler(type: HTTP2Connection.self)
        (self.channel, self.connection) = (channel, connection)
        let limit = TimeAmount.nanoseconds(timeout.nanoseconds)
        let timer = loop.scheduleTask(in: limit) { connection.settle(.failure(ChannelError.connectTimeout(limit))) }
        defer { timer.cancel() }
        do {
            try await connection.readiness.futureResult.get()
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    /// Opens a stream; one that the connection cannot carry any more fails.
    func open(_ stream: HTTP2Stream, _ messages: HTTP2Messages) {
        guard let connection, isUsable else { return stream.finish(.closed, isUnseen: true, hasLeft: false) }
        connection.open(stream, messages)
    }

    func give(up stream: HTTP2Stream, _ cause: Cause) {
        if cause == .timeout { connection?.lost(after: stream.heardBefore) }
        if let connection { connection.give(up: stream, cause) } else { stream.finish(cause) }
    }

    func close() { channel?.close(promise: nil) }
}
