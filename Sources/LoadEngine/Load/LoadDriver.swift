import Timeline

/// Runs one load phase over a set of keys, taken in turn, on as many loops as the run has.
package struct LoadDriver: Sendable {
    private let driver: Driver
    private let keys: [Int]
    private let seed: UInt64

    /// `keys` are indices into the driver's keys; not empty. The same seed gives the same random arrivals and mix.
    package init(_ driver: Driver, keys: [Int], seed: UInt64 = 1) {
        precondition(!keys.isEmpty, "a load phase needs a key")
        self.seed = seed
        self.driver = driver
        self.keys = keys
    }

    package func run(_ load: LoadPhase, phase: Int) async throws {
        let drivers = [driver] + driver.helpers
        let start = driver.now
        let parts = drivers.indices.map { LoadPart(drivers[$0], $0, of: drivers.count, keys: keys, seed: seed, start: start) }
        if parts.count == 1 { return try await parts[0].run(load, phase) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (driver, part) in zip(drivers, parts) {
                group.addTask { try await driver.onLoop { try await part.run(load, phase) } }
            }
            try await group.waitForAll()
        }
    }
}
