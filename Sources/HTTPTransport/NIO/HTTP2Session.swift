import LoadEngine
import NIOCore
import NIOHTTP2
import NIOTLS
import Timeline

/// One HTTP/2 connection, which the streams of many links share. Lives on the event loop.
final class HTTP2Session: @unchecked Sendable {
    private let loop: any EventLoop
    let isSecure: Bool
    private var channel: (any Channel)?
    private var connection: HTTP2Connection?

    /// How many links have a place on it.
    var links = 1
    /// False once it is closed, or carries no further streams.
    var isUsable: Bool { channel?.isActive ?? false && connection?.isGoingAway == false }
    /// RFC 9113, 6.5.2 recommends that servers allow no fewer than a hundred streams at once; some do.
    var hasPlace: Bool { links < min(100, connection?.mostStreams ?? 100) }

    init(_ loop: any EventLoop, isSecure: Bool) {
        self.loop = loop
        self.isSecure = isSecure
    }

    func fill(_ channel: any Channel) throws {
        let connection = HTTP2Connection(loop.makePromise(), isSecure: isSecure)
        try channel.pipeline.syncOperations.addHandler(Negotiation(connection))
        connection.multiplexer = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .client, connectionConfiguration: Self.connection, streamConfiguration: Self.stream
        ) { stream in stream.close() }
        try channel.pipeline.syncOperations.addHandler(connection)
    }

    /// Whoever is flooded here has asked for it: guards against peers that send too much would end the load instead.
    private static let connection = {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.maximumConnectionGlitches = .max
        configuration.controlFrameRateLimit.maximumCount = .max
        return configuration
    }()

    private static let stream = {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.streamResetFrameRateLimit.maximumCount = .max
        configuration.streamErrorRateLimit.maximumCount = .max
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
    func open(_ stream: HTTP2Stream) {
        guard let multiplexer = connection?.multiplexer, isUsable else { stream.refuse(); return }
        let opened = loop.makePromise(of: (any Channel).self)
        opened.futureResult.whenFailure { _ in
            // All stream numbers are used up, or the connection is.
            self.connection?.isGoingAway = true
            stream.refuse()
        }
        multiplexer.createStreamChannel(promise: opened) { channel in
            channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(stream) }
        }
    }

    func close() { channel?.close(promise: nil) }
}
