import RawStructuredFieldValues
package import Timeline

/// Finds the dialect that explains the fields of a run, by their names first and then by what the resets can mean.
///
/// It never guesses from one response: all of them are asked together, and the order in which they come means nothing. Where nothing in
/// the catalog explains them all, there is no answer.
package enum DialectDetector {
    package static func detect(_ responses: [Response]) -> Dialect? {
        var names: Set<String> = []
        for response in responses { names.formUnion(response.fields.map(\.name)) }
        let candidates = Dialect.catalog.enumerated().compactMap { place, dialect in
            dialect.fields.flatMap { fields in specificity(fields, names).map { (dialect: dialect, fields: fields, specificity: $0, place: place) } }
        }
        // Dialects that differ only in what a reset counts look at the same values.
        var known: [String: ResetSamples] = [:]
        func samples(_ fields: Dialect.Fields) -> ResetSamples {
            let name = fields.reset ?? ""
            let samples = known[name] ?? ResetSamples(responses, fields)
            known[name] = samples
            return samples
        }
        // More names explain more; among equals the catalog's order decides, in which the plainer kind comes first.
        return candidates.sorted { ($1.specificity, $0.place) < ($0.specificity, $1.place) }
            .first { candidate in
                guard shape(candidate.fields.shape, explains: candidate.fields, responses) else { return false }
                switch candidate.fields.shape {
                // The shape alone says what a reset counts, and a response may lack it.
                case .items, .dictionary: return true
                case .separate, .list, .usedOfLimit: return samples(candidate.fields).agree(on: candidate.fields.resetKind)
                }
            }?.dialect
    }

    /// How many of a dialect's names occur, or nothing where one that it needs does not.
    private static func specificity(_ fields: Dialect.Fields, _ names: Set<String>) -> Int? {
        // A server need not state its policy (draft-ietf-httpapi-ratelimit-headers).
        let needed = fields.shape == .items ? [fields.remaining].compactMap { $0 } : fields.names
        return needed.allSatisfy(names.contains) ? fields.names.count(where: names.contains) : nil
    }

    /// Whether the values are laid out like this.
    private static func shape(_ shape: Dialect.Shape, explains fields: Dialect.Fields, _ responses: [Response]) -> Bool {
        switch shape {
        case .items, .dictionary:
            let wanted = shape == .items ? RateLimitFields.Shape.items : .dictionary
            let shapes = responses.filter { $0.first(RateLimitFields.limitField) != nil }.map { RateLimitFields($0) }
            return shapes.allSatisfy { $0.shape == wanted } && shapes.contains { $0.limits.contains { $0.remaining != nil } }
        case .usedOfLimit:
            return responses.contains { AdviceReading($0, fields).limit.value != nil }
        case .separate, .list:
            // A quota followed by a policy shows the list; without a policy it is a plain value to every reader.
            let lines = fields.limit.map { name in Set(responses.flatMap { $0.values(of: name) }) } ?? []
            return lines.contains(where: statesWindow) == (shape == .list)
        }
    }

    private static func statesWindow(_ line: String) -> Bool {
        StructuredField.items([line])?.contains { $0.rfc9651Parameters["w"]?.whole != nil } ?? false
    }
}

/// The resets of a run, to be read as one kind after the other.
private struct ResetSamples {
    private struct Sample: Hashable {
        var reading: FieldReading
        var date: WallInstant?
    }

    private var samples: Set<Sample> = []

    /// No limit that a run can look at resets later than in a day; the rest is for clocks that differ.
    private static let furthest = TimeSpan.seconds(90_000)

    init(_ responses: [Response], _ fields: Dialect.Fields) {
        for response in responses {
            let reset = AdviceReading(response, fields).reset
            // What is no time in any kind is a fault of one response, and zero is zero in every unit: neither tells a unit.
            guard Dialect.ResetKind.allCases.contains(where: { reset.time(as: $0) != nil }) else { continue }
            samples.insert(Sample(reading: reset, date: response.date))
        }
        let telling = samples.filter { $0.reading != .number(0) }
        if !telling.isEmpty { samples = telling }
    }

    /// Whether every reset is a sensible time when it is read as this kind.
    func agree(on kind: Dialect.ResetKind) -> Bool {
        if kind == .none { return true }
        guard !samples.isEmpty, samples.allSatisfy({ isSensible($0, kind) }) else { return false }
        return switch kind {
        case .deltaSeconds: !countsMilliseconds
        case .deltaMilliseconds: countsMilliseconds || !samples.allSatisfy { isSensible($0, .deltaSeconds) }
        // Whole numbers throughout are another kind's.
        case .epochDecimal, .deltaDecimal: samples.contains { $0.reading.value == nil }
        case .epochSeconds, .epochMilliseconds, .httpDate, .timestamp, .duration, .none: true
        }
    }

    private func isSensible(_ sample: Sample, _ kind: Dialect.ResetKind) -> Bool {
        switch sample.reading.time(as: kind) {
        case .after(let span): return span <= Self.furthest
        case .at(let instant):
            if let date = sample.date { return date - Self.furthest <= instant && instant <= date + Self.furthest }
            // Without a clock only the order of magnitude tells: any time from 2001 on, and never a small number of seconds.
            return instant >= WallInstant(epochSeconds: 1_000_000_000) && instant < WallInstant(epochSeconds: 8_000_000_000)
        case nil: return false
        }
    }

    /// True where whole numbers that could be seconds fall like milliseconds do, a thousand in a second.
    ///
    /// Two signs must agree, because runs with many keys imitate the first and buckets the second: most falls from one Date to a later one are
    /// steep, and read as milliseconds the resets meet in far fewer instants than read as seconds. Windows of a second or two, which fall
    /// within one Date, are taken for seconds.
    private var countsMilliseconds: Bool {
        var highest: [WallInstant: Int] = [:]
        var (asSeconds, asMilliseconds) = (Set<WallInstant>(), Set<WallInstant>())
        for sample in samples {
            guard let date = sample.date, let value = sample.reading.value else { continue }
            highest[date] = max(highest[date] ?? value, value)
            asSeconds.insert(date + .seconds(value))
            asMilliseconds.insert(date + .seconds(value / 1_000))
        }
        var (steep, gentle) = (0, 0)
        let dates = highest.sorted { $0.key < $1.key }
        for (before, after) in zip(dates, dates.dropFirst()) where after.value < before.value {
            let perSecond = (before.value - after.value) / max(1, (after.key - before.key).secondsRoundedDown)
            if perSecond > 300 { steep += 1 } else { gentle += 1 }
        }
        return steep > gentle && asMilliseconds.count * 2 < asSeconds.count
    }
}
