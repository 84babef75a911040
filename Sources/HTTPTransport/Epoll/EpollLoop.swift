#if os(Linux)
import CLinuxPolling
import LoadEngine
import Synchronization
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One thread that runs tasks, waits for sockets and keeps time; everything that it owns is touched by it alone.
///
///     jobs ready ─▶ run them ─▶ timers due ─▶ wait for sockets, no longer than to the next timer ─▶ jobs ready …
/// Unchecked, because the thread itself is what makes it safe: only `enqueue`, `call`, `isOnLoop`, `newAlarm` and the clock may
/// be used from others.
/// Source: docs/decisions/0010-an-epoll-loop-of-our-own.md; SE-0417.
final class EpollLoop: TaskExecutor, @unchecked Sendable {
    private enum Work { case job(UnownedJob), call(@Sendable () -> Void) }

    /// Something that waits on a descriptor.
    protocol Handler: AnyObject {
        func handle(_ events: UInt32)
    }

    private let epoll = rp_epoll_create()
    private let wakeup = rp_eventfd_create()
    private let thread = Atomic<UInt>(0)
    private let isAsleep = Atomic(false)
    private let inbox = Mutex<[Work]>([])

    private var ready: [UnownedJob] = []
    private var running: [UnownedJob] = []
    private var handlers: [(any Handler)?] = []
    private var closing: [Int32] = []
    private var events = [rp_event](repeating: rp_event(), count: 256)
    private var alarms: [UInt64: Alarm] = [:]
    private var agenda = Heap()
    private var isStopping = false
    private var stopped: UnsafeContinuation<Void, Never>?

    let clock: MonotonicClock
    /// How exactly alarms ring.
    var pacing = Pacing.precise
    /// When the last alarm was due.
    private var lastDue = RunInstant.start
    /// Where bytes are received; read before the next event.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 64)

    init(origin: Int64) throws(TargetUnavailable) {
        clock = MonotonicClock(origin: origin)
        guard epoll >= 0, wakeup >= 0, rp_epoll_watch(epoll, wakeup) == 0 else {
            throw TargetUnavailable(cause: .unreachable, description: "no event loop could be made: \(SystemCalls.text(errno)); are there file descriptors left?")
        }
        var handle = pthread_t()
        let unmanaged = Unmanaged.passRetained(self)
        let code = pthread_create(&handle, nil, { context in
            context.map { Unmanaged<EpollLoop>.fromOpaque($0).takeRetainedValue().run() }
            return nil
        }, unmanaged.toOpaque())
        guard code == 0 else {
            unmanaged.release()
            throw TargetUnavailable(cause: .unreachable, description: "no thread could be started: \(SystemCalls.text(code))")
        }
        pthread_detach(handle)
    }

    deinit {
        scratch.deallocate()
        SystemCalls.close(epoll)
        SystemCalls.close(wakeup)
    }

    // MARK: From any thread

    var isOnLoop: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isOnLoop { ready.append(job) } else { post(.job(job)) }
    }

    func call(_ body: @escaping @Sendable () -> Void) { post(.call(body)) }

    private func post(_ work: Work) {
        inbox.withLock { $0.append(work) }
        // Whoever finds it asleep wakes it, once.
        if isAsleep.exchange(false, ordering: .sequentiallyConsistent) {
            var one: UInt64 = 1
            _ = write(wakeup, &one, 8)
        }
    }

    /// Returns when the thread has ended.
    func stop() async {
        await withUnsafeContinuation { continuation in
            call {
                self.isStopping = true
                self.stopped = continuation
            }
        }
    }

    // MARK: The thread

    private func run() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        rp_exact_timers()
        while true {
            takeInbox()
            runReady()
            ring()
            if isStopping, ready.isEmpty { break }
            poll()
        }
        closeDescriptors()
        handlers = []
        alarms = [:]
        stopped?.resume()
    }

    private func takeInbox() {
        let work = inbox.withLock { inbox -> [Work] in
            guard !inbox.isEmpty else { return [] }
            defer { inbox.removeAll() }
            return inbox
        }
        for one in work {
            switch one {
            case .job(let job): ready.append(job)
            case .call(let body): body()
            }
        }
    }

    /// What becomes ready meanwhile waits for the next turn, so that sockets are not forgotten.
    private func runReady() {
        swap(&ready, &running)
        for job in running { job.runSynchronously(on: asUnownedTaskExecutor()) }
        running.removeAll(keepingCapacity: true)
    }

    private func poll() {
        let count = Int(rp_epoll_wait(epoll, &events, Int32(events.count), patience()))
        isAsleep.store(false, ordering: .relaxed)
        for index in 0..<max(0, count) {
            let event = events[index]
            let descriptor = Int(event.descriptor)
            if descriptor < handlers.count { handlers[descriptor]?.handle(event.events) }
        }
        closeDescriptors()
    }

    /// Only after all events of a turn, so that none can belong to a descriptor's next owner.
    private func closeDescriptors() {
        for descriptor in closing { SystemCalls.close(descriptor) }
        closing.removeAll(keepingCapacity: true)
    }

    /// How long nothing has to be done, in nanoseconds; negative for ever.
    private func patience() -> Int64 {
        guard ready.isEmpty else { return 0 }
        var patience: Int64 = -1
        if let due = agenda.first?.due {
            patience = max(0, (due - clock.now - spin(before: due)).nanoseconds)
            if patience == 0 { return 0 }
        }
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        return inbox.withLock(\.isEmpty) ? patience : 0
    }

    /// How long before an alarm the loop stops sleeping and only looks: that is exact, and costs a core meanwhile.
    private func spin(before due: RunInstant) -> TimeSpan {
        switch pacing {
        case .coarse: .zero
        // Most of what a sleep is late by, but no more than an eighth of the time: the target may need this core.
        case .precise: min(.microseconds(50), (due - lastDue) / 8)
        case .spin: .seconds(1)
        }
    }

    // MARK: Descriptors

    /// Tells the handler of everything that happens on a descriptor; gives an error number, or zero.
    func watch(_ descriptor: Int32, _ handler: any Handler) -> Int32 {
        let index = Int(descriptor)
        while handlers.count <= index { handlers.append(nil) }
        handlers[index] = handler
        return -rp_epoll_watch(epoll, descriptor)
    }

    func close(later descriptor: Int32) {
        // One that could not even begin to connect was never watched.
        if Int(descriptor) < handlers.count { handlers[Int(descriptor)] = nil }
        closing.append(descriptor)
    }

    // MARK: Alarms

    private enum Alarm { case sleeper(UnsafeContinuation<Void, Never>), call(() -> Void) }
    private let alarmNumber = Atomic<UInt64>(0)

    func newAlarm() -> UInt64 { alarmNumber.wrappingAdd(1, ordering: .relaxed).newValue }

    func wake(_ sleeper: UnsafeContinuation<Void, Never>, at due: RunInstant, _ id: UInt64) {
        alarms[id] = .sleeper(sleeper)
        agenda.insert(due: due, id: id)
    }

    func call(at due: RunInstant, _ id: UInt64, _ body: @escaping () -> Void) {
        alarms[id] = .call(body)
        agenda.insert(due: due, id: id)
    }

    /// Wakes a sleeper early; forgets a call.
    func cancel(_ id: UInt64) {
        if case .sleeper(let sleeper) = alarms.removeValue(forKey: id) { sleeper.resume() }
    }

    private func ring() {
        guard agenda.first != nil else { return }
        let now = clock.now
        while let (due, id) = agenda.first, due <= now {
            _ = agenda.popFirst()
            lastDue = due
            switch alarms.removeValue(forKey: id) {
            case .sleeper(let sleeper): sleeper.resume()
            case .call(let body): body()
            case nil: break
            }
        }
    }
}
#endif
