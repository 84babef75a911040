package import NIOCore

/// Runs tasks on an event loop, so that a request crosses no thread between the driver and its socket.
///
/// What the loop itself makes ready is collected and run in one go: a closure for each job would cost an allocation for each. Unchecked,
/// because the lists are touched on the loop alone.
/// Source: docs/decisions/0004-tasks-on-the-event-loop.md; SE-0417.
package final class EventLoopExecutor: TaskExecutor, @unchecked Sendable {
    private let loop: any EventLoop
    private var ready: [UnownedJob] = []
    private var running: [UnownedJob] = []
    private var isScheduled = false

    package init(_ loop: any EventLoop) { self.loop = loop }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if loop.inEventLoop { add(job) } else { loop.execute { self.add(job) } }
    }

    private func add(_ job: UnownedJob) {
        ready.append(job)
        guard !isScheduled else { return }
        isScheduled = true
        loop.execute { self.run() }
    }

    /// What becomes ready meanwhile has its turn after the sockets.
    private func run() {
        isScheduled = false
        swap(&ready, &running)
        for job in running { job.runSynchronously(on: asUnownedTaskExecutor()) }
        running.removeAll(keepingCapacity: true)
    }
}
