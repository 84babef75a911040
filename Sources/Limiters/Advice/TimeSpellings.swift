import Timeline

/// Numbers of a unit with or without decimals: `1764000060.123`.
enum Decimal {
    /// `1*DIGIT [ "." 1*DIGIT ]` times a unit; digits below a nanosecond are dropped.
    static func span(_ text: some StringProtocol, unit: TimeSpan) -> TimeSpan? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        // Eighteen digits before the point, as in a whole number; what comes behind them is bounded too.
        guard let first = parts.first, let whole = digits(first), parts.count == 1 || (1...18).contains(parts[1].count) else { return nil }
        var span = unit * whole
        guard parts.count == 2 else { return span }
        var step = unit
        for byte in parts[1] {
            guard let digit = digit(byte) else { return nil }
            step = step / 10
            span = span + step * digit
        }
        return span
    }

    /// One to eighteen digits.
    static func digits(_ bytes: some Collection<UInt8>) -> Int? {
        guard (1...18).contains(bytes.count) else { return nil }
        var value = 0
        for byte in bytes {
            guard let digit = digit(byte) else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
    }

    /// Seconds with three decimals; `milliseconds` is never negative.
    static func seconds(milliseconds: Int64) -> String {
        "\(milliseconds / 1_000).\(String(1_000 + milliseconds % 1_000).dropFirst())"
    }
}

/// Durations as Go writes them: `6m0s`, `12ms`, `1h0m1.5s`, and `0`.
enum GoDuration {
    private static let units: [(name: String, span: TimeSpan)] = [
        // The longer names first, because `m` begins `ms`.
        ("ms", .milliseconds(1)), ("us", .microseconds(1)), ("µs", .microseconds(1)), ("μs", .microseconds(1)), ("ns", TimeSpan(nanoseconds: 1)),
        ("h", .seconds(3_600)), ("m", .seconds(60)), ("s", .seconds(1)),
    ]

    /// The sum of all parts. A sign is no part of it: a wait counts forward.
    static func parse(_ text: String) -> TimeSpan? {
        if text == "0" { return .zero }
        guard !text.isEmpty, text.utf8.count <= 64 else { return nil }
        var rest = text[...]
        var sum = TimeSpan.zero
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isWholeNumber || $0 == "." }
            rest = rest[number.endIndex...]
            guard let unit = units.first(where: { rest.hasPrefix($0.name) }), let part = Decimal.span(number, unit: unit.span) else { return nil }
            rest = rest.dropFirst(unit.name.count)
            sum = sum + part
        }
        return sum
    }

    /// As Go prints it; `milliseconds` is never negative.
    static func format(milliseconds: Int64) -> String {
        if milliseconds == 0 { return "0s" }
        if milliseconds < 1_000 { return "\(milliseconds)ms" }
        let seconds = milliseconds / 1_000
        var text = seconds >= 3_600 ? "\(seconds / 3_600)h" : ""
        if seconds >= 60 { text += "\(seconds / 60 % 60)m" }
        text += "\(seconds % 60)"
        var decimals = String(1_000 + milliseconds % 1_000).dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return text + (decimals.isEmpty ? "s" : ".\(decimals)s")
    }
}

/// Lengths of one unit as AspNetCoreRateLimit writes them: `1s`, `15m`, `12h`, `7d`.
enum Period {
    private static let units: [Character: TimeSpan] = ["s": .seconds(1), "m": .seconds(60), "h": .seconds(3_600), "d": .seconds(86_400)]

    /// Nothing where the text is no such length, or one of zero.
    static func parse(_ text: String) -> TimeSpan? {
        guard let unit = text.last.flatMap({ units[$0] }), let count = Decimal.digits(text.dropLast().utf8), count > 0 else { return nil }
        return unit * count
    }
}

/// Timestamps of RFC 3339, 5.6: `2025-01-15T10:30:00Z`, `2025-01-15T11:30:00.5+01:00`.
enum Timestamp {
    static func parse(_ text: String) -> WallInstant? {
        let b = Array(text.utf8)
        guard (20...64).contains(b.count), b[4] == UInt8(ascii: "-"), b[7] == UInt8(ascii: "-"), "Tt ".utf8.contains(b[10]),
              b[13] == UInt8(ascii: ":"), b[16] == UInt8(ascii: ":"),
              let year = Decimal.digits(b[0..<4]), let month = Decimal.digits(b[5..<7]), let day = Decimal.digits(b[8..<10]),
              let hour = Decimal.digits(b[11..<13]), let minute = Decimal.digits(b[14..<16]), let second = Decimal.digits(b[17..<19])
        else { return nil }
        let civil = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        let zone = b[19...].firstIndex { "Zz+-".utf8.contains($0) } ?? b.endIndex
        guard civil.isValid, let offset = offset(b[zone...]), let fraction = fraction(b[19..<zone]) else { return nil }
        return WallInstant(epochSeconds: civil.epochSeconds - offset) + fraction
    }

    /// What stands between the seconds and the zone: nothing, or a point and digits.
    private static func fraction(_ bytes: ArraySlice<UInt8>) -> TimeSpan? {
        guard let first = bytes.first else { return .zero }
        return first == UInt8(ascii: ".") ? Decimal.span("0" + String(decoding: bytes, as: UTF8.self), unit: .seconds(1)) : nil
    }

    /// `Z`, `+01:00`, `-05:30`, in seconds.
    private static func offset(_ zone: ArraySlice<UInt8>) -> Int? {
        let b = Array(zone)
        if b == [UInt8(ascii: "Z")] || b == [UInt8(ascii: "z")] { return 0 }
        guard b.count == 6, b[3] == UInt8(ascii: ":"), let hours = Decimal.digits(b[1..<3]), let minutes = Decimal.digits(b[4..<6]),
              hours < 24, minutes < 60 else { return nil }
        return (hours * 3_600 + minutes * 60) * (b[0] == UInt8(ascii: "-") ? -1 : 1)
    }
}
