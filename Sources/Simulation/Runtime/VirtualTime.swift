import LoadEngine
import Synchronization
package import Timeline

/// A clock that costs nothing to wait for, and the executor that moves it.
package struct VirtualTime: Sendable {
    private let loop: SimulatedLoop
    private let stops: OwnStops?

    /// `stalls` lets time pass although work is ready, as on a busy machine; `stops` are of the whole process.
    package init(seed: UInt64, stalls: Bool = false, stops: OwnStops? = nil) {
        loop = SimulatedLoop(seed: seed, stalls: stalls)
        self.stops = stops
    }

    package var clock: VirtualClock { VirtualClock(loop: loop, stops: stops) }
    /// The same clock for the rest of the world, which goes on while this process is stopped.
    var undisturbed: VirtualClock { VirtualClock(loop: loop, stops: nil) }

    /// Runs the body and every child task of it to their end; blocks the calling thread, in no time.
    ///
    /// Throws: what the body throws, or that it waits for something that virtual time does not move.
    package func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let slot = Slot<Result>()
        // The only unstructured task of the simulation: its root, which the pump below drives to its end.
        let root = Task(executorPreference: loop) {
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            slot.put(result)
        }
        try loop.run {
            if Task.isCancelled { root.cancel() }
            return slot.isFull
        }
        return try slot.take()
    }
}

package struct VirtualClock: RunClock {
    fileprivate let loop: SimulatedLoop
    fileprivate let stops: OwnStops?

    package var now: RunInstant { loop.now }

    package func sleep(until instant: RunInstant) async throws {
        guard instant > loop.now else { try Task.checkCancellation(); return }
        if await loop.sleep(until: stops?.running(at: instant) ?? instant) { throw CancellationError() }
    }
}

/// Where the root leaves its result. The flag is apart from it, because it is asked once for every job.
private final class Slot<Value: Sendable>: Sendable {
    private let result = Mutex<Swift.Result<Value, any Error>?>(nil)
    private let flag = Atomic(false)

    var isFull: Bool { flag.load(ordering: .acquiring) }

    func put(_ value: Swift.Result<Value, any Error>) {
        result.withLock { $0 = value }
        flag.store(true, ordering: .releasing)
    }

    func take() throws -> Value {
        guard let result = result.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }
}
