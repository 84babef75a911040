import RawStructuredFieldValues
import Timeline

/// The fields of a run, to be held against one dialect after the other.
final class AdviceSample {
    private let responses: [Response]
    private let allowance: DialectDetector.Allowance
    /// Every name that occurs.
    let names: Set<String>
    /// Names that most successes carry: what one layer adds to a few answers is no half of a dialect.
    private let usual: Set<String>
    /// Dialects that differ only in what a reset counts look at the same values.
    private var resets: [String: ResetSample] = [:]
    private var layouts: [String: String?] = [:]

    init(_ responses: [Response], _ allowance: DialectDetector.Allowance) {
        let responses = allowance.rawValue < DialectDetector.Allowance.repeats.rawValue ? responses : responses.map(\.withoutRepeats)
        self.responses = responses
        self.allowance = allowance
        let successes = responses.filter(\.isAdmitted)
        let carriers = successes.isEmpty ? responses : successes
        var counts: [String: Int] = [:]
        for response in carriers { for name in Set(response.fields.map(\.name)) { counts[name, default: 0] += 1 } }
        usual = Set(counts.filter { $0.value * 2 > carriers.count }.keys)
        names = Set(responses.flatMap { $0.fields.map(\.name) })
    }

    private var allowsDecimals: Bool { allowance.rawValue >= DialectDetector.Allowance.decimals.rawValue }

    /// Why these fields are not the ones of the responses; nothing where they are.
    func obstacle(to fields: Dialect.Fields) -> String? {
        if let missing = missing(fields) { return "no response carries \(AdviceWriter.canonical(missing))" }
        if let obstacle = layoutObstacle(fields) { return obstacle }
        guard [.separate, .list, .windowed].contains(fields.shape), let reset = fields.reset, names.contains(reset) else { return nil }
        let sample = resets[reset] ?? ResetSample(responses, fields)
        resets[reset] = sample
        return sample.agree(on: fields.resetKind, allowingDecimals: allowsDecimals)
            ? nil : "not every \(AdviceWriter.canonical(reset)) can be \(fields.resetKind.rawValue)"
    }

    private func layoutObstacle(_ fields: Dialect.Fields) -> String? {
        let place = "\(fields.shape) \([fields.limit, fields.remaining, fields.period].map { $0 ?? "" })"
        if let known = layouts[place] { return known }
        let obstacle: String? = switch fields.shape {
        case .items, .dictionary: draftObstacle(fields)
        case .usedOfLimit: usedOfLimitObstacle(fields)
        case .separate, .list, .windowed: valueObstacle(fields)
        }
        layouts[place] = .some(obstacle)
        return obstacle
    }

    /// A name that the dialect needs and no response carries.
    private func missing(_ fields: Dialect.Fields) -> String? {
        // A server need not state its policy (draft-ietf-httpapi-ratelimit-headers).
        let needed = fields.shape == .items ? [fields.remaining].compactMap { $0 } : fields.names
        let missing = needed.filter { !names.contains($0) }
        if allowance == .gaps, missing.count == 1, needed.count(where: usual.contains) >= 2 { return nil }
        return missing.first
    }

    private func draftObstacle(_ fields: Dialect.Fields) -> String? {
        let wanted = fields.shape == .items ? RateLimitFields.Shape.items : .dictionary
        let read = responses.filter { $0.first(RateLimitFields.limitField) != nil }.map { RateLimitFields($0) }
        let fitting = read.filter { $0.shape == wanted }
        let isRead = allowsDecimals
            ? fitting.count * 2 > read.count && responses.contains { isNumber(AdviceReading($0, fields).remaining) }
            : fitting.count == read.count && fitting.contains { $0.limits.contains { $0.remaining != nil } }
        guard !isRead else { return nil }
        return fields.shape == .items ? "it wants named items in RateLimit, as in \"default\";r=50;t=30"
            : "it wants members in RateLimit, as in limit=100, remaining=50, reset=30"
    }

    private func usedOfLimitObstacle(_ fields: Dialect.Fields) -> String? {
        let isRead = responses.contains { AdviceReading($0, fields).limit.value != nil }
        return isRead ? nil : "it wants a text like 32/40 in \(shown(fields.limit))"
    }

    private func valueObstacle(_ fields: Dialect.Fields) -> String? {
        if let limit = fields.limit, names.contains(limit) || fields.shape != .separate, (share(limit, statesWindow) > 0) != (fields.shape != .separate) {
            return fields.shape == .separate ? "it has no window in \(shown(limit))" : "it wants a window in \(shown(limit)), as in 100;w=60"
        }
        if let remaining = fields.remaining, names.contains(remaining), (share(remaining, statesWindow) > 0.5) != (fields.shape == .windowed) {
            return fields.shape == .windowed ? "it wants a window in \(shown(remaining)), as in 99;w=60" : "it has no window in \(shown(remaining))"
        }
        if let period = fields.period, share(period, { Period.parse($0) != nil }) <= 0.5 {
            return "it wants a length like 3s in \(shown(period))"
        }
        for (name, part) in [(fields.limit, \AdviceReading.limit), (fields.remaining, \AdviceReading.remaining)] {
            guard let name, names.contains(name) else { continue }
            let readings = responses.map { AdviceReading($0, fields)[keyPath: part] }.filter(\.isPresent)
            guard readings.count(where: isNumber) * 2 > readings.count else { return "it wants a whole number in \(shown(name))" }
        }
        return nil
    }

    private func isNumber(_ reading: FieldReading) -> Bool {
        switch reading {
        case .number, .signed: true
        case .text(let text): allowsDecimals && Double(text) != nil
        case .absent, .repeated: false
        }
    }

    private func shown(_ name: String?) -> String { name.map(AdviceWriter.canonical) ?? "" }

    /// How many of the lines of a field are like this, from 0 to 1.
    private func share(_ name: String, _ isSo: (String) -> Bool) -> Double {
        let lines = responses.flatMap { $0.values(of: name) }
        return lines.isEmpty ? 0 : Double(lines.count(where: isSo)) / Double(lines.count)
    }

    /// A number followed by its window: without one it is a plain value to every reader.
    private func statesWindow(_ line: String) -> Bool {
        StructuredField.items([line])?.contains { $0.rfc9651Parameters["w"]?.whole != nil } ?? false
    }
}

extension Response {
    /// Each field once, and a list of equal parts as one of them.
    fileprivate var withoutRepeats: Response {
        var seen: Set<String> = []
        let lines = fields.filter { !UnreadFields.mayBe($0.name) || seen.insert($0.name).inserted }.map { line in
            let parts = Set(line.value.split(separator: ",").map { $0.trimmingSpaces })
            return parts.count == 1 && line.value.contains(",") ? FieldLine(line.name, parts.first ?? "") : line
        }
        return Response(status: status, fields: lines)
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
