import Dispatch

/// Calculates on all cores and waits for the results, which are in order.
///
/// For pure work of some milliseconds an element and more; it may run anywhere, on a task's thread too, because it never waits for anything
/// but work that is under way.
package func concurrently<Element: Sendable, Result: Sendable>(_ elements: [Element], _ transform: @Sendable (Element) -> Result) -> [Result] {
    guard elements.count > 1 else { return elements.map(transform) }
    return [Result](unsafeUninitializedCapacity: elements.count) { results, count in
        // Every iteration initialises a place of its own.
        nonisolated(unsafe) let places = results
        DispatchQueue.concurrentPerform(iterations: elements.count) { index in
            places.initializeElement(at: index, to: transform(elements[index]))
        }
        count = elements.count
    }
}

extension Array {
    /// The array in pieces for `concurrently`: few enough to be cheap, many enough that no core is idle for long.
    package func parts() -> [ArraySlice<Element>] {
        let size = Swift.max(10_000, count / 16 + 1)
        return stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
