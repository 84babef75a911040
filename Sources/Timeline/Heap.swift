/// A binary heap of sleepers: earliest first, and in order of arrival where the instants are equal.
package struct Heap: Sendable {
    private struct Entry: Comparable, Sendable {
        var due: RunInstant
        var id: UInt64
        static func < (a: Entry, b: Entry) -> Bool { a.due == b.due ? a.id < b.id : a.due < b.due }
    }

    private var entries: [Entry] = []

    package init() {}

    package var first: (due: RunInstant, id: UInt64)? { entries.first.map { ($0.due, $0.id) } }

    package mutating func insert(due: RunInstant, id: UInt64) {
        entries.append(Entry(due: due, id: id))
        var child = entries.count - 1
        while child > 0, entries[child] < entries[(child - 1) / 2] {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    package mutating func popFirst() -> UInt64? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            siftDown()
        }
        return first.id
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count && entries[child] < entries[smallest] {
                smallest = child
            }
            if smallest == parent { return }
            entries.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
