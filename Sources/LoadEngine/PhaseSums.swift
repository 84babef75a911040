import Measurement
import Timeline

/// One load phase as it goes on: times, and what each key used and was told.
struct PhaseSums: Sendable {
    private struct WindowName: Hashable { var key: Int; var reset: Int }

    private var tally = LoadTally()
    private var uses: [Int: LoadRecord.KeyUse] = [:]
    private var windows: [WindowName: LoadRecord.Window] = [:]
    /// The resets of responses that came often; each holds its response, so that its address stays its own.
    private var resets: [ObjectIdentifier: (response: Response, reset: Int?)] = [:]

    private static let mostResets = 4_096

    mutating func record(_ attempt: Attempt, _ resetOf: (Response) -> Int?) {
        tally.record(attempt)
        guard let departed = attempt.departed?.nanoseconds else { return }
        let completed = attempt.completed.nanoseconds
        uses[attempt.key, default: LoadRecord.KeyUse(key: attempt.key, sent: 0, from: departed, to: completed, unknown: 0)]
            .add(from: departed, to: completed, isUnknown: attempt.head == nil)
        guard let response = attempt.response, let head = attempt.head?.nanoseconds, let reset = reset(response, resetOf) else { return }
        windows[WindowName(key: attempt.key, reset: reset), default: LoadRecord.Window(key: attempt.key, reset: reset, firstHead: head, lastDeparted: departed)]
            .add(head: head, departed: departed, status: response.status)
    }

    private mutating func reset(_ response: Response, _ read: (Response) -> Int?) -> Int? {
        if let known = resets[ObjectIdentifier(response)] { return known.reset }
        if resets.count >= Self.mostResets { resets.removeAll(keepingCapacity: true) }
        let reset = read(response)
        resets[ObjectIdentifier(response)] = (response, reset)
        return reset
    }

    func record(phase: Int) -> LoadRecord {
        var record = tally.record(phase: phase)
        record.uses = uses.values.sorted { $0.key < $1.key }
        record.windows = windows.values.sorted { ($0.key, $0.reset) < ($1.key, $1.reset) }
        return record
    }
}

extension LoadRecord.KeyUse {
    fileprivate mutating func add(from departed: Int64, to completed: Int64, isUnknown: Bool) {
        sent += 1
        from = min(from, departed)
        to = max(to, completed)
        if isUnknown { unknown += 1 }
    }
}

extension LoadRecord.Window {
    fileprivate mutating func add(head: Int64, departed: Int64, status: Int) {
        switch status {
        case 200...299: admitted += 1
        case 429: limited += 1
        default: break
        }
        firstHead = min(firstHead, head)
        lastDeparted = max(lastDeparted, departed)
    }
}
