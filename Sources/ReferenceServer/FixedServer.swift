import NIOCore
import NIOPosix
package import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A server whose behaviour is arithmetic: every request gets the same answer, after a fixed delay, and now and then the whole server stands
/// still. What a generator reports of it can be held against what is known.
package struct FixedServer: Sendable {
    package struct Behaviour: Sendable {
        /// How long after a request its answer leaves.
        package var delay = TimeSpan.zero
        /// How long the server stands still, and how often; nothing for one that never does.
        package var freeze: (for: TimeSpan, every: TimeSpan)?

        package init() {}
    }

    package let port: Int
    private let group: MultiThreadedEventLoopGroup

    /// Listens on any free port of the loopback.
    package init(_ behaviour: Behaviour = Behaviour()) async throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.backlog, value: 1_024)
            .childChannelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(FixedAnswer(behaviour.delay)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
        // The first in the middle of its period, so that a load of whole periods meets whole freezes.
        if let freeze = behaviour.freeze {
            Self.freeze(group.next(), freeze.for, every: freeze.every, after: .now() - .nanoseconds(freeze.every.nanoseconds / 2))
        }
    }

    /// At instants that are fixed in advance, so that nothing adds up.
    private static func freeze(_ loop: any EventLoop, _ length: TimeSpan, every: TimeSpan, after last: NIODeadline) {
        let next = last + .nanoseconds(every.nanoseconds)
        loop.scheduleTask(deadline: next) {
            let end = next + .nanoseconds(length.nanoseconds)
            // Asleep on the loop's own thread: that is what standing still means.
            while NIODeadline.now() < end { usleep(UInt32((end - .now()).nanoseconds / 1_000 + 1)) }
            freeze(loop, length, every: every, after: next)
        }
    }

    package func stop() async { try? await group.shutdownGracefully() }
}

/// Answers every whole request of one connection in turn.
private final class FixedAnswer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private static let answer = ByteBuffer(string: """
        HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nX-RateLimit-Limit: 1000000\r\nX-RateLimit-Remaining: 999999\r\n\
        Content-Length: 2\r\n\r\n{}
        """)
    /// Longer requests than any of ours are nonsense.
    private static let longest = 65_536

    private let delay: TimeSpan
    private var received = ByteBuffer()
    private var lastLength = 0

    init(_ delay: TimeSpan) { self.delay = delay }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        while let length = requestLength() {
            received.moveReaderIndex(forwardBy: length)
            answer(context)
        }
        if received.readableBytes > Self.longest { context.close(promise: nil) }
        received.discardReadBytes()
    }

    private func answer(_ context: ChannelHandlerContext) {
        if delay == .zero {
            context.writeAndFlush(NIOAny(Self.answer), promise: nil)
        } else {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .nanoseconds(delay.nanoseconds)) {
                bound.value.writeAndFlush(NIOAny(Self.answer), promise: nil)
            }
        }
    }

    /// Of the first whole request; nothing while there is none.
    private func requestLength() -> Int? {
        // Requests of one load are of one length: what is as long as the last one, and all there is, is one.
        if received.readableBytes == lastLength { return lastLength }
        let bytes = received.readableBytesView
        guard let end = bytes.firstRange(of: Self.endOfHead)?.upperBound else { return nil }
        var body = 0
        if let field = bytes[..<end].firstRange(of: Self.lengthField)?.upperBound {
            for digit in bytes[field...].prefix(while: { (48...57).contains($0) }).prefix(9) { body = body * 10 + Int(digit - 48) }
        }
        let length = end - bytes.startIndex + body
        guard bytes.count >= length else { return nil }
        lastLength = length
        return length
    }

    private static let endOfHead = Array("\r\n\r\n".utf8)
    /// As our own requests spell it.
    private static let lengthField = Array("\r\nContent-Length: ".utf8)
}
