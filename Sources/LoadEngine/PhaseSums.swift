import Measurement
import Timeline

/// One load phase as it goes on: times, and what each key used and was told.
///
/// References all the way down, so that counting in place copies and allocates nothing.
final class PhaseSums {
    private struct WindowName: Hashable { var key: Int; var reset: Int }

    private var tally = LoadTally()
    /// By key; nothing for one that was not used.
    private var keys: [KeySums?] = []
    private var windows: [WindowName: Window] = [:]
    /// The windows of field values that were read before.
    private var known: [String: Int?] = [:]
    private var last: (value: String, window: Int?)?
    private let naming: WindowNaming?

    /// Values that never repeat shall not fill the memory.
    private static let mostKnown = 65_536
    private static let mostWindows = 500_000

    init(_ naming: WindowNaming?) { self.naming = naming }

    func record(_ attempt: Attempt) {
        tally.record(attempt)
        guard let departed = attempt.departed?.nanoseconds else { return }
        let completed = attempt.completed.nanoseconds
        let key = sums(of: attempt.key, departed)
        key.use.add(from: departed, to: completed, isUnknown: attempt.head == nil, resends: attempt.resends)
        guard let response = attempt.response, let head = attempt.head?.nanoseconds, let reset = window(of: response) else { return }
        if key.window?.record.reset != reset { key.window = window(WindowName(key: attempt.key, reset: reset), head, departed) }
        key.window?.record.add(head: head, departed: departed, attempt.meaning ?? Meaning(status: response.status))
    }

    private final class Window {
        var record: LoadRecord.Window
        init(_ record: LoadRecord.Window) { self.record = record }
    }

    private final class KeySums {
        var use: LoadRecord.KeyUse
        /// That of the last answer, most often also that of the next.
        var window: Window?
        init(_ use: LoadRecord.KeyUse) { self.use = use }
    }

    private func sums(of key: Int, _ departed: Int64) -> KeySums {
        while keys.count <= key { keys.append(nil) }
        if let known = keys[key] { return known }
        let sums = KeySums(LoadRecord.KeyUse(key: key, sent: 0, from: departed, to: departed, unknown: 0))
        keys[key] = sums
        return sums
    }

    /// Nothing where there are too many: a reset that is another one each time names no window.
    private func window(_ name: WindowName, _ head: Int64, _ departed: Int64) -> Window? {
        if let known = windows[name] { return known }
        guard windows.count < Self.mostWindows else { return nil }
        let window = Window(LoadRecord.Window(key: name.key, reset: name.reset, firstHead: head, lastDeparted: departed))
        windows[name] = window
        return window
    }

    /// Read once for each value of the field that names it.
    private func window(of response: Response) -> Int? {
        guard let naming, let value = response.first(naming.field) else { return nil }
        if let last, last.value == value { return last.window }
        let window = known[value] ?? naming.window(response)
        if known.count >= Self.mostKnown { known.removeAll(keepingCapacity: true) }
        known[value] = .some(window)
        last = (value, window)
        return window
    }

    /// The sums of one phase from all loops that sent it.
    struct Total {
        private var tally: LoadTally?
        private var uses: [Int: LoadRecord.KeyUse] = [:]
        private var windows: [WindowName: LoadRecord.Window] = [:]

        fileprivate mutating func add(_ sums: PhaseSums) {
            // The first as it is: what is added up loses what is finer than a histogram's steps.
            if tally == nil { tally = sums.tally } else { tally?.add(sums.tally) }
            for case let use? in sums.keys.map({ $0?.use }) { uses[use.key] = uses[use.key]?.and(use) ?? use }
            for (name, window) in sums.windows { windows[name] = windows[name]?.and(window.record) ?? window.record }
        }

        func record(phase: Int) -> LoadRecord {
            var record = (tally ?? LoadTally()).record(phase: phase)
            record.uses = uses.values.sorted { $0.key < $1.key }
            record.windows = windows.values.sorted { ($0.key, $0.reset) < ($1.key, $1.reset) }
            return record
        }
    }

    func add(to total: inout Total?) {
        if total == nil { total = Total() }
        total?.add(self)
    }
}

extension LoadRecord.KeyUse {
    fileprivate func and(_ other: LoadRecord.KeyUse) -> LoadRecord.KeyUse {
        LoadRecord.KeyUse(key: key, sent: sent + other.sent, from: min(from, other.from), to: max(to, other.to), unknown: unknown + other.unknown)
    }

    fileprivate mutating func add(from departed: Int64, to completed: Int64, isUnknown: Bool, resends: Int) {
        sent += 1 + resends
        from = min(from, departed)
        to = max(to, completed)
        if isUnknown { unknown += 1 }
    }
}

extension LoadRecord.Window {
    fileprivate func and(_ other: LoadRecord.Window) -> LoadRecord.Window {
        var sum = LoadRecord.Window(key: key, reset: reset, firstHead: min(firstHead, other.firstHead), lastDeparted: max(lastDeparted, other.lastDeparted))
        (sum.admitted, sum.limited) = (admitted + other.admitted, limited + other.limited)
        return sum
    }

    fileprivate mutating func add(head: Int64, departed: Int64, _ meaning: Meaning) {
        switch meaning {
        case .admitted: admitted += 1
        case .limited: limited += 1
        case .refused, .failed: break
        }
        firstHead = min(firstHead, head)
        lastDeparted = max(lastDeparted, departed)
    }
}
