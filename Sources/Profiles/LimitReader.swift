import Conformance
import Limiters
import LoadEngine
import Timeline

/// Reads `contract.limits`, or the short form of a single limit at the top of `contract`.
struct LimitReader {
    let contract: Field
    let scope: Scope

    private static let longest = TimeSpan.seconds(31 * 86_400)
    /// What a limit is made of.
    static let fields = ["algorithm", "quota", "window", "capacity", "refill", "at_once", "rate", "anchoring", "counts"]

    private static let algorithms: [(name: String, value: Limit.Kind)] = Limit.Kind.allCases.map { ($0.rawValue, $0) }
        + [("gcra", .tokenBucket), ("leaky-bucket", .tokenBucket)]

    /// Every limit that is promised and can be read; nothing where the contract gives quota and window of a fixed window in the short form.
    func read() -> [Limit]? {
        let list = contract["limits"]
        guard list.isPresent else { return isShort ? [read(contract, name: "")].compactMap(\.self) : nil }
        for name in Self.fields where contract[name].isPresent {
            contract[name].report("\(name) and limits both say what is promised", "Put it into the item of limits that it belongs to.")
        }
        let items = list.items
        if items.isEmpty { list.report("limits is empty", "Give at least one, such as { algorithm: token-bucket, capacity: 10, refill: 5/s }.") }
        var names: Set<String> = []
        return items.enumerated().compactMap { number, item in
            item.allow(Self.fields + ["name", "scope"])
            let name = item["name"].text(default: items.count > 1 ? "limit \(number + 1)" : "") ?? ""
            if !name.isEmpty, !names.insert(name).inserted { item["name"].report("two limits are called \"\(name)\"", "Give each a name of its own.") }
            return read(item, name: name)
        }
    }

    /// True where the top of the contract promises something else than a fixed window that may begin anywhere.
    private var isShort: Bool {
        let algorithm = contract["algorithm"].rawText
        return (algorithm ?? "fixed-window") != "fixed-window" || ["capacity", "refill", "at_once", "rate", "anchoring", "counts"].contains { contract[$0].isPresent }
    }

    private func read(_ field: Field, name: String) -> Limit? {
        guard let kind = field["algorithm"].choice(Self.algorithms, default: .fixedWindow) else { return nil }
        let scope = field.path == contract.path ? scope : field["scope"].choice(Scope.allCases.map { ($0.rawValue, $0) }, default: scope) ?? scope
        guard var limit = numbers(field, kind, name, scope) else { return nil }
        limit.countsRefused = field["counts"].choice([("admitted", false), ("all", true)], default: false) ?? false
        let anchoring = field["anchoring"]
        if anchoring.isPresent {
            limit.isAtEpoch = anchoring.choice([("any", false), ("epoch", true)], default: false) ?? false
            if ![.fixedWindow, .slidingCounter].contains(kind) { anchoring.report("\(kind.title) has no windows that begin somewhere", "Leave anchoring out.") }
        }
        return limit
    }

    private func numbers(_ field: Field, _ kind: Limit.Kind, _ name: String, _ scope: Scope) -> Limit? {
        func refuse(_ names: [String], _ why: String) {
            for name in names where field[name].isPresent { field[name].report("\(why) has no \(name)", "Leave it out.") }
        }
        func quota(_ name: String, default value: Int? = nil) -> Int? { field[name].whole(1...1_000_000, default: value) }
        switch kind {
        case .tokenBucket, .leakyQueue:
            let isQueue = kind == .leakyQueue
            // `quota` in `window` says the same as a capacity that is refilled in that time.
            if field["quota"].isPresent || field["window"].isPresent {
                refuse(["capacity", "refill", "rate"], "a bucket of quota and window")
                guard let count = quota("quota"), let window = field["window"].duration(upTo: Self.longest) else { return nil }
                return with(field, Limit(kind, name: name, quota: count, window: window, scope: scope))
            }
            refuse(isQueue ? ["refill", "at_once"] : ["rate"], kind.title)
            let capacity = quota("capacity", default: field["algorithm"].rawText == "leaky-bucket" ? 1 : nil)
            guard let rate = field[isQueue ? "rate" : "refill"].rate(), let capacity else { return nil }
            var limit = Limit.bucket(name: name, capacity: capacity, refill: rate.count, per: rate.per, scope: scope)
            limit.kind = kind
            return with(field, limit)
        case .concurrency:
            refuse(["window", "refill", "at_once", "rate", "quota"], kind.title)
            return quota("capacity").map { Limit(kind, name: name, quota: $0, window: .seconds(1), scope: scope) }
        case .fixedWindow, .windowWithBan, .slidingLog, .slidingCounter:
            refuse(["capacity", "refill", "at_once", "rate"], kind.title)
            guard let quota = quota("quota"), let window = field["window"].duration(upTo: Self.longest) else { return nil }
            return Limit(kind, name: name, quota: quota, window: window, scope: scope)
        }
    }

    /// The same, where tokens come several at once.
    private func with(_ field: Field, _ limit: Limit) -> Limit {
        guard field["at_once"].isPresent, limit.kind == .tokenBucket, let count = field["at_once"].whole(1...limit.quota) else { return limit }
        var limit = limit
        limit.tokensAtOnce = count
        return limit
    }
}
