import NIOCore

/// Runs tasks on an event loop, so that a request crosses no thread between the driver and its socket.
///
/// Source: docs/decisions/0004-tasks-on-the-event-loop.md; SE-0417.
final class EventLoopExecutor: TaskExecutor {
    let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
