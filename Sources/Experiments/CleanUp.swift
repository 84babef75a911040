import Endpoints
import Limiters
import LoadEngine
import Timeline

/// Takes back what a run created, once it is over: with the key that created it, as fast as the limit allows, for a time that has an end.
struct CleanUp: Sendable {
    let world: any World
    let keys: [APIKey]
    let reading: AnswerReading
    let timeout: TimeSpan
    let longest: TimeSpan

    /// Keys that are used side by side.
    private static let together = 16
    /// Refusals for another reason than the limit, one after the other, that mean "it cannot be done so".
    private static let hopeless = 3

    func run(_ created: [CreatedThing]) async -> CleanUpRecord {
        let end = world.clock.now + longest
        let byKey = Dictionary(grouping: created, by: \.key).sorted { $0.key < $1.key }
        var record = CleanUpRecord(created: created.count, removed: 0)
        for start in stride(from: 0, to: byKey.count, by: Self.together) {
            await withTaskGroup(of: (Int, String?).self) { group in
                for (key, things) in byKey[start..<min(byKey.count, start + Self.together)] {
                    group.addTask { await remove(things, key, until: end) }
                }
                for await (removed, reason) in group {
                    record.removed += removed
                    record.reason = record.reason ?? reason
                }
            }
        }
        return record
    }

    /// How many are gone, and why others are not.
    private func remove(_ things: [CreatedThing], _ key: Int, until end: RunInstant) async -> (Int, String?) {
        var (removed, refused) = (0, 0)
        var reason: String?
        for thing in things {
            while true {
                guard !Task.isCancelled, world.clock.now < end else { return (removed, reason ?? "the time for it (\(longest)) was over") }
                var request = Request(operation: .cleanUp, subject: 0, key: keys[key])
                request.created = thing.id
                request.source = reading.sources > 1 ? key % reading.sources : 0
                request.wantsBody = reading.rules.readsBodies
                let exchange = await world.target.send(request, deadline: world.clock.now + timeout)
                guard case .responded(let response) = exchange.outcome else {
                    (refused, reason) = (refused + 1, "the last such request had no response")
                    break
                }
                let meaning = reading.meaning(of: exchange) ?? Meaning(status: response.status)
                if meaning == .admitted || response.status == 404 || response.status == 410 {
                    (removed, refused) = (removed + 1, 0)
                    break
                }
                guard meaning == .limited else {
                    (refused, reason) = (refused + 1, "the last such request was answered with \(response.status)")
                    break
                }
                // No longer than is left, and never without a pause.
                let wait = TimeSpan.seconds(response.retryAfter.value.map { min(max($0, 1), 3_600) } ?? 1)
                do { try await world.clock.sleep(until: min(world.clock.now + wait, end)) } catch { return (removed, "the run was stopped") }
            }
            if refused >= Self.hopeless { return (removed, reason) }
        }
        return (removed, removed < things.count ? reason : nil)
    }
}
