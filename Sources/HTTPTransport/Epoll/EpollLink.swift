#if os(Linux)
import CLinuxPolling
import LoadEngine
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One connection over plain TCP on an epoll loop, and the request that is under way on it.
final class EpollLink: Link, EpollLoop.Handler, @unchecked Sendable {
    private let descriptor: Int32
    private let loop: EpollLoop
    private let messages: RequestMessages
    private var reader: ResponseReader
    private var connecting: UnsafeContinuation<Int32, Never>?
    private var waiting: UnsafeContinuation<Reply, Never>?
    private var headAt: RunInstant?
    /// What the socket did not take at once, and how much of it has left since.
    private var unsent: [UInt8] = []
    private var unsentFrom = 0

    var number = 0
    private(set) var deadline: RunInstant?
    private(set) var isUsable = true
    private(set) var lastHeard = RunInstant.start
    var onClose: (() -> Void)?

    init(_ descriptor: Int32, loop: EpollLoop, messages: RequestMessages, known: KnownResponses) {
        self.messages = messages
        self.descriptor = descriptor
        self.loop = loop
        reader = ResponseReader(known)
    }

    // MARK: Opening

    /// Gives the error number of the attempt, or zero once requests can be sent.
    func connect(to address: PeerAddress, within timeout: TimeSpan) async -> Int32 {
        let code = address.connect(descriptor)
        guard code == EINPROGRESS || code == 0 else { return code }
        let failure = loop.watch(descriptor, self)
        guard failure == 0 else { return failure }
        if code == EINPROGRESS {
            let alarm = loop.newAlarm()
            loop.call(at: loop.clock.now + timeout, alarm) { [self] in connected(ETIMEDOUT) }
            defer { loop.cancel(alarm) }
            let end = await withUnsafeContinuation { connecting = $0 }
            if end != 0 { return end }
        }
        lastHeard = loop.clock.now
        return 0
    }

    private func connected(_ code: Int32) {
        connecting?.resume(returning: code)
        connecting = nil
    }

    private var socketError: Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno
    }

    // MARK: One exchange

    func exchange(_ request: Request, deadline: RunInstant) async -> Reply {
        guard isUsable else { return Reply(cause: .closed, isUnseen: true, hasLeft: false) }
        return await withUnsafeContinuation { continuation in
            let bytes = messages.bytes(of: request)
            reader.begin(key: request.key, answersHEAD: request.operation == .head, wantsBody: request.wantsBody)
            headAt = nil
            waiting = continuation
            self.deadline = deadline
            send(bytes)
        }
    }

    private func send(_ bytes: UnsafeRawBufferPointer) {
        let count = SystemCalls.send(descriptor, bytes)
        if count == bytes.count { return }
        if count < 0, errno != EAGAIN {
            ended(errno, hasLeft: false)
            return
        }
        unsent = Array(bytes[max(0, count)...])
        unsentFrom = 0
    }

    private func sendRest() {
        while unsentFrom < unsent.count {
            let count = unsent.withUnsafeBytes { SystemCalls.send(descriptor, UnsafeRawBufferPointer(rebasing: $0[unsentFrom...])) }
            if count < 0 {
                if errno != EAGAIN { ended(errno) }
                return
            }
            unsentFrom += count
        }
        unsent = []
    }

    func handle(_ events: UInt32) {
        if connecting != nil {
            connected(socketError)
            return
        }
        if !unsent.isEmpty, events & EPOLLOUT.rawValue != 0 { sendRest() }
        let end = EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue
        if events & (EPOLLIN.rawValue | end) != 0 { receive(untilEmpty: events & end != 0) }
    }

    /// A short read has emptied the socket: what comes later is an event of its own.
    private func receive(untilEmpty: Bool) {
        while isUsable {
            let count = recv(descriptor, loop.scratch.baseAddress, loop.scratch.count, 0)
            if count > 0 {
                received(UnsafeRawBufferPointer(rebasing: loop.scratch[..<count]))
                if count < loop.scratch.count, !untilEmpty { return }
            } else if count < 0, errno == EAGAIN {
                return
            } else if count == 0 {
                reader.feedEndOfStream()
                ended()
            } else if errno != EINTR {
                ended(errno)
            }
        }
    }

    private func received(_ bytes: UnsafeRawBufferPointer) {
        // Nobody asked for anything: the peer is out of step.
        guard waiting != nil else { close(); return }
        let isOver = reader.feed(bytes)
        guard isOver || headAt == nil && reader.hasHead else { return }
        let now = loop.clock.now
        if headAt == nil, reader.hasHead { headAt = now }
        if isOver { finish(reader.cause, at: now) }
    }

    /// `code` is the error number that the socket ended with, if it did.
    private func ended(_ code: Int32 = 0, hasLeft: Bool = true) {
        let cause: Cause? = if reader.response?.isWhole ?? false { nil } else {
            reader.hasHead ? .closed : reader.otherProtocol ?? (code == ECONNRESET || code == EPIPE ? .reset : .closed)
        }
        finish(cause, hasLeft: hasLeft)
        close()
    }

    /// Ends the exchange under way, if there is one, and with it a connection that cannot be used again.
    private func finish(_ cause: Cause?, at now: RunInstant? = nil, hasLeft: Bool = true) {
        guard let continuation = waiting else { return }
        waiting = nil
        deadline = nil
        if cause == nil, let now { lastHeard = now }
        // A request that was answered before it had left would go on in the middle of the next.
        if cause != nil || !reader.canReuseConnection || !unsent.isEmpty { close() }
        var reply = reader.reply(headAt, now, cause)
        (reply.isUnseen, reply.hasLeft) = (!hasLeft, hasLeft)
        continuation.resume(returning: reply)
    }

    func fail(_ cause: Cause) {
        connected(ECANCELED)
        finish(cause)
        close()
    }

    func close() {
        guard isUsable else { return }
        isUsable = false
        loop.close(later: descriptor)
        finish(.closed)
        onClose?()
        onClose = nil
    }
}
#endif
