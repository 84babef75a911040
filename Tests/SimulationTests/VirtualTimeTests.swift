import Simulation
import Synchronization
import Testing
import Timeline
import Turns

/// Goal: virtual time is exact, free and deterministic, and says so when it cannot be. Method: programs whose order and instants are known.
@Suite(.computes) struct VirtualTimeTests {
    @Test("sleepers wake in order, exactly when they asked, and an hour is free")
    func order() async throws {
        let time = VirtualTime(seed: 1)
        let log = try await time.run {
            try await withThrowingTaskGroup(of: (Int, RunInstant).self) { group in
                for hours in [3, 1, 2] {
                    group.addTask {
                        try await time.clock.sleep(until: .start + .seconds(3_600 * hours))
                        return (hours, time.clock.now)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(log.map(\.0) == [1, 2, 3])
        #expect(log.allSatisfy { $0.1 == .start + .seconds(3_600 * $0.0) })
    }

    @Test("a cancelled sleeper wakes at once and does not move time")
    func cancellation() async throws {
        let time = VirtualTime(seed: 1)
        let woke = try await time.run {
            await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do { try await time.clock.sleep(until: .start + .seconds(60)); return false } catch { return true }
                }
                try? await time.clock.sleep(until: .start + .seconds(1))
                group.cancelAll()
                return await group.next() ?? false
            }
        }
        #expect(woke)
        #expect(time.clock.now == .start + .seconds(1))
    }

    @Test("a wait that nothing will end is an error, not a hang")
    func deadlock() async {
        let time = VirtualTime(seed: 1)
        await #expect(throws: (any Error).self) {
            try await time.run {
                let (stream, feed) = AsyncStream.makeStream(of: Int.self)
                for await _ in stream {}
                feed.finish()
            }
        }
    }

    @Test("the same seed gives the same interleaving, and stalls give others")
    func determinism() async throws {
        func trace(seed: UInt64, stalls: Bool) async throws -> [Int] {
            let time = VirtualTime(seed: seed, stalls: stalls)
            let box = Log()
            try await time.run {
                await withTaskGroup(of: Void.self) { group in
                    for worker in 0..<8 {
                        group.addTask {
                            for step in 0..<20 {
                                try? await time.clock.sleep(until: time.clock.now + .microseconds(100 + (worker * 37 + step * 11) % 50))
                                box.append(worker)
                                await Task.yield()
                                box.append(worker)
                            }
                        }
                    }
                }
            }
            return box.entries
        }
        let first = try await trace(seed: 1, stalls: true)
        #expect(try await trace(seed: 1, stalls: true) == first)
        var different = 0
        for seed in UInt64(2)...6 where try await trace(seed: seed, stalls: true) != first { different += 1 }
        #expect(different > 0)
        #expect(try await trace(seed: 9, stalls: false) == trace(seed: 10, stalls: false))
    }
}

private final class Log: Sendable {
    private let state = Mutex<[Int]>([])
    func append(_ value: Int) { state.withLock { $0.append(value) } }
    var entries: [Int] { state.withLock { $0 } }
}
