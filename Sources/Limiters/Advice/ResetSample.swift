import Timeline

/// The resets of a run, to be read as one kind after the other.
struct ResetSample {
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
    func agree(on kind: Dialect.ResetKind, allowingDecimals: Bool) -> Bool {
        if kind == .none { return true }
        guard !samples.isEmpty, samples.allSatisfy({ isSensible($0, allowingDecimals ? kind.withDecimals : kind) }) else { return false }
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
