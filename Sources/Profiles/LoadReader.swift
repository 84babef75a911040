import Conformance
import Endpoints
import LoadEngine
import Timeline

extension ProfileReader {
    func load(_ history: HistoryKept, _ endpoint: Endpoint?) -> [LoadPhase] {
        root["load"].items.compactMap { field in
            field.allow(["name", "arrivals", "duration", "in_flight", "record", "keys", "key_weights", "rate_per", "operations", "bodies", "pacing"])
            let name = field["name"].text()
            let arrivals = arrivals(field["arrivals"])
            let duration = field["duration"].duration()
            let inFlight = field["in_flight"].whole(1...100_000, default: 64)
            guard let name, let arrivals, let duration, let inFlight else { return nil }
            var phase = LoadPhase(name: name, arrivals: arrivals, duration: duration, inFlight: inFlight, recorded: field["record"].flag(default: true))
            keys(field["keys"], &phase)
            keyWeights(field, &phase)
            phase.isRatePerKey = field["rate_per"].choice([("total", false), ("key", true)], default: false) ?? false
            phase.mix = mix(field["operations"], endpoint)
            phase.bodies = bodies(field["bodies"])
            phase.pacing = field["pacing"].choice(Pacing.allCases.map { ($0.rawValue, $0) }, default: .precise) ?? .precise
            phase.keepsAttempts = keepsAttempts(history, phase)
            return phase
        }
    }

    /// `all`, the first so many, or a range from 1 on: `3-30`.
    private func keys(_ field: Field, _ phase: inout LoadPhase) {
        guard field.isPresent else { return }
        if field.rawText == "all" { return phase.keys = .max }
        let ends = (field.rawText ?? "").split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count == 2 else { return phase.keys = field.whole(1...100_000) }
        guard let from = ends[0], let to = ends[1], from >= 1, to >= from, to <= 100_000 else {
            return field.report("\"\(field.rawText ?? "")\" is no range of keys", "Write the first and the last, from 1 on: 3-30.")
        }
        (phase.firstKey, phase.keys) = (from - 1, to - from + 1)
    }

    /// `{ share: 5%, members: [data.id] }`
    private func bodies(_ field: Field) -> BodyCheck? {
        guard field.isPresent else { return nil }
        field.allow(["share", "members"])
        let share = field["share"].share(default: 0.01)
        let members = field["members"].items.prefix(100).compactMap { $0.text() }
        guard let share else { return nil }
        guard share > 0 else {
            field["share"].report("nothing would be looked at", "Give a share above 0%, or leave bodies out.")
            return nil
        }
        return BodyCheck(share: share, members: members)
    }

    /// `[8, 1, 1]`: so many keys, used so often.
    private func keyWeights(_ field: Field, _ phase: inout LoadPhase) {
        let weights = field["key_weights"]
        guard weights.isPresent else { return }
        if field["keys"].isPresent { weights.report("key_weights and keys exclude each other", "Keep key_weights: it has a weight for each key of the load.") }
        if field["rate_per"].rawText == "key" { weights.report("a rate for each key leaves nothing to weigh", "Remove rate_per or key_weights.") }
        phase.keyWeights = weights.items.prefix(1_000).compactMap { $0.whole(1...1_000_000) }
        if weights.items.isEmpty { weights.report("there are no weights", "Write key_weights: [8, 1, 1].") }
        phase.keys = phase.keyWeights.count
    }

    /// More attempts of load than this are summed up where nothing else is asked for.
    private static var mostKept: Int { 100_000 }

    private func keepsAttempts(_ history: HistoryKept, _ phase: LoadPhase) -> Bool {
        switch history {
        case .full: true
        case .judged, .none: false
        // A closed model may send any number, and a rate for each key is meant for many.
        case .auto: !phase.isRatePerKey && (phase.arrivals.count(in: phase.duration) ?? .max) <= Self.mostKept
        }
    }

    private func arrivals(_ field: Field) -> Arrivals? {
        let kinds = ["constant", "ramp", "steps", "poisson", "bursts", "closed"]
        field.allow(kinds)
        let given = kinds.filter { field[$0].isPresent }
        guard given.count == 1, let kind = given.first else {
            field.report("arrivals must be one of \(kinds.joined(separator: ", "))", "Write constant: { rate: 50/s } or closed: { workers: 16 }.")
            return nil
        }
        return arrivals(kind, field[kind])
    }

    private func arrivals(_ kind: String, _ field: Field) -> Arrivals? {
        switch kind {
        case "constant", "poisson":
            field.allow(["rate"])
            return rate(field["rate"]).map { kind == "constant" ? .constant($0) : .poisson($0) }
        case "ramp":
            field.allow(["from", "to"])
            guard let from = rate(field["from"]), let to = rate(field["to"]) else { return nil }
            return .ramp(from: from, to: to)
        case "steps":
            field.allow(["rates"])
            let rates = field["rates"].items.prefix(Self.mostSteps + 1).compactMap { rate($0) }
            if rates.count > Self.mostSteps { field["rates"].report("there are more than \(Self.mostSteps) steps", "Use fewer, or a ramp.") }
            if rates.isEmpty { field.report("there are no steps", "Write steps: { rates: [50/s, 100/s] }; each lasts the same share of the duration.") }
            return rates.isEmpty ? nil : .steps(rates)
        case "bursts":
            field.allow(["count", "every"])
            guard let count = field["count"].whole(1...100_000), let every = field["every"].duration() else { return nil }
            guard every >= .milliseconds(1) else {
                field["every"].report("bursts every \(every) are no bursts", "Give at least 1ms, or use a constant rate.")
                return nil
            }
            return .bursts(count: count, every: every)
        default:
            field.allow(["workers", "think_time"])
            guard let workers = field["workers"].whole(1...10_000), let thinkTime = field["think_time"].duration(default: .zero, orZero: true) else { return nil }
            return .closed(workers: workers, thinkTime: thinkTime)
        }
    }

    private static let mostSteps = 100

    /// A rate that a machine could send, and that somebody could wait for.
    private func rate(_ field: Field) -> Rate? {
        guard let rate = field.rate() else { return nil }
        guard rate.perSecond <= 10_000_000, rate.per <= .seconds(86_400), rate.count <= 1_000_000_000 else {
            field.report("no machine sends that, or nobody waits for it", "Give at most 10000000/s, over a day at most.")
            return nil
        }
        return rate
    }

    private static func askable(_ endpoint: Endpoint?) -> [(name: String, operation: Operation, isDuplicate: Bool)] {
        if let endpoint, !endpoint.isLeads {
            let variants = endpoint.variants.filter { $0.role != .bracket }
            return [("request", .create, false)] + variants.map { ($0.name, $0.operation, $0.role == .duplicate) }
        }
        let plain: [Operation] = [.create, .createInvalid, .importOne, .importTen, .importThousand, .deleteUnknown]
        return plain.map { ($0.rawValue, $0, false) } + [("duplicate", .create, true)]
    }

    /// `{ create: 8, import-10: 1 }`
    private func mix(_ field: Field, _ endpoint: Endpoint?) -> OperationMix {
        guard field.isPresent else { return OperationMix() }
        let askable = Self.askable(endpoint)
        field.allow(askable.map(\.name))
        let parts = askable.compactMap { name, operation, isDuplicate -> OperationMix.Part? in
            guard field[name].isPresent, let weight = field[name].whole(1...1_000_000) else { return nil }
            return OperationMix.Part(operation, isDuplicate: isDuplicate, weight: weight)
        }
        let example = endpoint?.isLeads ?? true ? "create: 8, import-10: 1" : "request: 8"
        if parts.isEmpty { field.report("a load needs something to ask for", "Write operations: { \(example) }.") }
        return parts.isEmpty ? OperationMix() : OperationMix(parts)
    }
}
