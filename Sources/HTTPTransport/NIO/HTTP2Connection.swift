import LoadEngine
import NIOCore
import NIOHPACK
import NIOHTTP2
import Timeline

/// One HTTP/2 connection: gives every frame to the stream that it belongs to (RFC 9113, 5). Lives on the event loop.
///
/// A handler of its own for each channel, because several are tried where a name has several addresses; and one for all streams, because a
/// channel for each costs more than all else that a request does.
final class HTTP2Connection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    /// Responses are bounded by the client itself, not by windows (RFC 9113, 6.9): no stream's body may be as long as this.
    static let streamWindow = 8_388_608
    private static let connectionWindow = 2_147_483_647
    private static let firstConnectionWindow = 65_535

    let readiness: EventLoopPromise<Void>
    let isSecure: Bool
    /// What the peer allows at once; nothing before it said so.
    private(set) var mostStreams: Int?
    /// True once no further stream will be looked at (RFC 9113, 6.8).
    private(set) var isGoingAway = false
    /// The last stream that the peer looked at before it went away, and why it goes.
    private var lastSeen: HTTP2StreamID?
    private var reason: Cause?
    private(set) var watch: SilenceWatch
    private var watching: RepeatedTask?
    private var hasFailed = false
    private var isSettled = false
    private var context: ChannelHandlerContext?
    private var streams: [HTTP2StreamID: HTTP2Stream] = [:]
    private var nextID = 1
    private var willFlush = false

    init(_ readiness: EventLoopPromise<Void>, clock: EventLoopClock, isSecure: Bool) {
        self.readiness = readiness
        watch = SilenceWatch(clock)
        self.isSecure = isSecure
    }

    func settle(_ result: Result<Void, any Error>) {
        guard !isSettled else { return }
        isSettled = true
        readiness.completeWith(result)
    }

    // MARK: Requests

    /// Opens a stream; one that the connection cannot carry any more is not looked at by the peer.
    func open(_ stream: HTTP2Stream, _ messages: HTTP2Messages) {
        // There are no more numbers.
        if nextID > Int(Int32.max) { isGoingAway = true }
        guard let context, !isGoingAway else { return stream.finish(.closed, isUnseen: true) }
        let id = HTTP2StreamID(nextID)
        nextID += 2
        stream.id = id
        stream.heardBefore = watch.heard
        streams[id] = stream
        let (headers, body) = messages.message(stream.request, context.channel.allocator)
        let hasBody = body.readableBytes > 0
        let begun = context.eventLoop.makePromise(of: Void.self)
        begun.futureResult.whenFailure { _ in
            // Held back, and then the connection went away.
            self.streams[id] = nil
            self.finish(stream, .closed, isUnseen: true)
        }
        context.write(wrapOutboundOut(HTTP2Frame(streamID: id, payload: .headers(.init(headers: headers, endStream: !hasBody)))), promise: begun)
        if hasBody { context.write(wrapOutboundOut(HTTP2Frame(streamID: id, payload: .data(.init(data: .byteBuffer(body), endStream: true)))), promise: nil) }
        flushSoon(context)
    }

    /// What is written in the same turn of the loop leaves together.
    private func flushSoon(_ context: ChannelHandlerContext) {
        guard !willFlush else { return }
        willFlush = true
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.execute {
            let (connection, context) = bound.value
            connection.willFlush = false
            if connection.context != nil { context.flush() }
        }
    }

    /// Told of a stream that timed out, which was begun after so many frames: where none came since, no further stream is looked at either.
    func lost(after frames: Int) { if watch.heard == frames { isGoingAway = true } }

    /// Gives a stream up.
    func give(up stream: HTTP2Stream, _ cause: Cause) {
        guard stream.isWaiting else { return }
        stream.finish(cause)
        guard let id = stream.id, let context else { return }
        streams[id] = nil
        context.writeAndFlush(wrapOutboundOut(HTTP2Frame(streamID: id, payload: .rstStream(.cancel))), promise: nil)
    }

    // MARK: Frames

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func channelActive(context: ChannelHandlerContext) {
        enlargeWindow(context, from: Self.firstConnectionWindow)
        keepWatch(context)
        context.fireChannelActive()
    }

    /// Asks a peer that is waited for in vain whether it is still there (RFC 9113, 6.7).
    private func keepWatch(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        watching = context.eventLoop.scheduleRepeatedTask(initialDelay: SilenceWatch.interval, delay: SilenceWatch.interval) { _ in
            let (connection, context) = bound.value
            let wantsPing = connection.watch.wantsPing(isWaiting: !connection.streams.isEmpty)
            if connection.watch.isSilent { connection.isGoingAway = true }
            guard wantsPing else { return }
            let ping = HTTP2Frame(streamID: .rootStream, payload: .ping(HTTP2PingData(withInteger: 0), ack: false))
            context.writeAndFlush(connection.wrapOutboundOut(ping), promise: nil)
        }
    }

    private func enlargeWindow(_ context: ChannelHandlerContext, from size: Int) {
        let update = HTTP2Frame.FramePayload.windowUpdate(windowSizeIncrement: Self.connectionWindow - size)
        context.writeAndFlush(wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: update)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        watch.hear()
        switch frame.payload {
        case .headers(let headers): streams[frame.streamID]?.read(headers)
        case .data(let data):
            if let stream = streams[frame.streamID], !stream.read(data) { give(up: stream, .oversized) }
        // RFC 9113, 8.7.
        case .rstStream(let code): streams.removeValue(forKey: frame.streamID)?.finish(Cause(code) ?? .closed, isUnseen: code == .refusedStream)
        case .goAway(let last, let code, _):
            isGoingAway = true
            lastSeen = last
            reason = Cause(code)
        case .settings(.settings(let settings)):
            if let most = settings.last(where: { $0.parameter == .maxConcurrentStreams }) { mostStreams = max(1, most.value) }
            // What every peer says first (RFC 9113, 3.4).
            settle(.success(()))
        default: break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let closed as StreamClosedEvent:
            // Those that a connection that goes away did not get to (RFC 9113, 6.8) are closed by NIO as cancelled; a reset of the peer's comes as a
            // frame before. Any other reason is NIO's own: it could not read what came.
            let isUnseen = [.cancel, .refusedStream].contains(closed.reason)
            if let stream = streams.removeValue(forKey: closed.streamID) {
                finish(stream, isUnseen || closed.reason == nil ? .closed : .malformed, isUnseen: isUnseen)
            }
            closeIfDone(context)
        case let window as NIOHTTP2WindowUpdatedEvent:
            if window.streamID == .rootStream, let size = window.inboundWindowSize, size < Self.connectionWindow / 2 { enlargeWindow(context, from: size) }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let failure = error as? NIOHTTP2Errors.StreamError {
            if let stream = streams[failure.streamID] { give(up: stream, .malformed) }
        } else {
            if TLSFailure(error)?.isWantedCertificate ?? false { reason = .certificateWanted }
            // Which streams it concerns is not said: those under way may end, and no more are begun.
            hasFailed = true
            isGoingAway = true
            closeIfDone(context)
        }
    }

    private func closeIfDone(_ context: ChannelHandlerContext) { if hasFailed, streams.isEmpty { context.close(promise: nil) } }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    /// Ends a stream that went down with its connection, for the reason that the peer gave. One that was told to calm
    /// down is not sent again: that is an answer, and the next would be the same.
    private func finish(_ stream: HTTP2Stream, _ cause: Cause, isUnseen: Bool) {
        let cause = cause == .closed ? reason ?? .closed : cause
        stream.finish(cause, isUnseen: isUnseen && cause != .enhanceYourCalm)
    }

    private func end() {
        context = nil
        watching?.cancel()
        isGoingAway = true
        settle(.failure(ChannelError.eof))
        let left = streams
        streams = [:]
        for (id, stream) in left { finish(stream, .closed, isUnseen: lastSeen.map { id > $0 } ?? false) }
    }
}
