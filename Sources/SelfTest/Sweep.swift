import Synchronization

/// Does many independent things on all cores and gives their results in order.
enum Sweep {
    /// `progress` is told how many are done, from any task.
    static func run<Input: Sendable, Result: Sendable>(
        _ inputs: [Input], workers: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }, _ body: @escaping @Sendable (Input) async -> Result
    ) async -> [Result] {
        let done = Mutex(0)
        let work: @Sendable (Int, Input) async -> (Int, Result) = { index, input in
            let result = await body(input)
            progress(done.withLock { $0 += 1; return $0 })
            return (index, result)
        }
        return await withTaskGroup(of: (Int, Result).self) { group in
            var results: [Result?] = Array(repeating: nil, count: inputs.count)
            for (index, input) in inputs.enumerated() {
                if index >= max(1, workers), let (finished, result) = await group.next() { results[finished] = result }
                group.addTask { await work(index, input) }
            }
            for await (finished, result) in group { results[finished] = result }
            return results.compactMap { $0 }
        }
    }
}
