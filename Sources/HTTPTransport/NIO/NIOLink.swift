import LoadEngine
import NIOCore
import NIOTLS
import Timeline

/// One connection and the request that is under way on it.
///
/// Everything happens on the event loop: the tasks that call it run there too. That is what makes it safe, and why it is unchecked.
final class NIOLink: ChannelInboundHandler, Link, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let loop: any EventLoop
    private let clock: EventLoopClock
    private let messages: RequestMessages
    private let readiness: EventLoopPromise<Void>
    private var isSettled = false
    private let waitsForTLS: Bool

    private var channel: (any Channel)?
    /// From here a request takes the shortest way out.
    private var context: ChannelHandlerContext?
    /// The bytes of the last request, whose place the next takes.
    private var outbound = ByteBuffer()
    private var reader: ResponseReader
    private var headAt: RunInstant?
    private var waiting: UnsafeContinuation<Reply, Never>?
    var number = 0
    private(set) var deadline: RunInstant?
    /// False once it is closed or must not carry another request.
    private(set) var isUsable = true
    private(set) var lastHeard = RunInstant.start
    /// Told when an unused connection closes.
    var onClose: (() -> Void)?

    init(loop: any EventLoop, clock: EventLoopClock, messages: RequestMessages, known: KnownResponses, waitsForTLS: Bool) {
        self.messages = messages
        reader = ResponseReader(known)
        self.loop = loop
        self.waitsForTLS = waitsForTLS
        self.clock = clock
        readiness = loop.makePromise()
    }

    // MARK: Opening

    /// Returns once requests can be sent. Throws what the handshake failed with.
    func ready(within timeout: TimeSpan, channel: any Channel) async throws {
        self.channel = channel
        let limit = TimeAmount.nanoseconds(timeout.nanoseconds)
        let timer = loop.scheduleTask(in: limit) { self.settle(.failure(ChannelError.connectTimeout(limit))) }
        defer { timer.cancel() }
        do {
            try await readiness.futureResult.get()
            lastHeard = clock.now
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    private func settle(_ result: Result<Void, any Error>) {
        guard !isSettled else { return }
        isSettled = true
        readiness.completeWith(result)
    }

    func channelActive(context: ChannelHandlerContext) {
        if !waitsForTLS { settle(.success(())) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event { settle(.success(())) }
        context.fireUserInboundEventTriggered(event)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        settle(.failure(ChannelError.eof))
    }

    // MARK: One exchange

    func exchange(_ request: Request, deadline: RunInstant) async -> Reply {
        loop.preconditionInEventLoop()
        guard let context, isUsable else { return Reply(cause: .closed, isUnseen: true, hasLeft: false) }
        return await withUnsafeContinuation { continuation in
            // Nobody holds it any more where the last request has left.
            outbound.clear()
            outbound.writeBytes(messages.bytes(of: request))
            reader.begin(key: request.key, answersHEAD: request.operation == .head, wantsBody: request.wantsBody)
            headAt = nil
            waiting = continuation
            self.deadline = deadline
            context.writeAndFlush(wrapOutboundOut(outbound), promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        guard waiting != nil else { close(); return }
        let isOver = buffer.withUnsafeReadableBytes { reader.feed($0) }
        guard isOver || headAt == nil && reader.hasHead else { return }
        let now = clock.now
        if headAt == nil, reader.hasHead { headAt = now }
        if isOver { finish(reader.cause, at: now) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        settle(.failure(ChannelError.eof))
        isUsable = false
        if waiting != nil {
            reader.feedEndOfStream()
            finish(reader.response?.isWhole ?? false ? nil : reader.hasHead ? .closed : reader.otherProtocol ?? .closed)
        }
        onClose?()
        onClose = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        settle(.failure(error))
        isUsable = false
        let cause: Cause = if TLSFailure(error)?.isWantedCertificate ?? false { .certificateWanted } else { Dialer.isReset(error) ? .reset : .closed }
        finish(reader.otherProtocol ?? cause)
        context.close(promise: nil)
    }

    /// Ends the exchange under way, if there is one, and with it a connection that cannot be used again.
    private func finish(_ cause: Cause?, at now: RunInstant? = nil) {
        guard let continuation = waiting else { return }
        waiting = nil
        deadline = nil
        if cause == nil, let now { lastHeard = now }
        if cause != nil || !reader.canReuseConnection { close() }
        continuation.resume(returning: reader.reply(headAt, now, cause))
    }

    /// Gives up what is under way.
    func fail(_ cause: Cause) {
        finish(cause)
        close()
    }

    /// Ends the connection; what is under way on it fails.
    func close() {
        isUsable = false
        channel?.close(promise: nil)
    }
}
