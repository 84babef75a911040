package import LoadEngine
package import Timeline

/// Reads numbers that carry their unit.
package enum Quantities {
    private static let units: [(suffix: String, nanoseconds: Double)] = [
        ("ms", 1e6), ("us", 1e3), ("µs", 1e3), ("min", 60e9), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86_400e9),
    ]

    /// A week: longer than any run that somebody waits for, and short enough to calculate with.
    package static let longest = TimeSpan.seconds(7 * 86_400)

    /// `60s`, `500ms`, `1.5s`, `2m`, `1h`; nothing without a unit.
    package static func duration(_ text: String) -> TimeSpan? {
        for unit in units where text.hasSuffix(unit.suffix) {
            let number = text.dropLast(unit.suffix.count)
            guard let value = decimal(number) else { continue }
            return TimeSpan(seconds: value * unit.nanoseconds / 1e9)
        }
        return nil
    }

    /// What is wrong with a text that is no duration: an unknown unit, or none.
    package static func unitProblem(_ text: String) -> String? {
        let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        guard !digits.isEmpty, digits.count < text.count || duration(text) == nil else { return nil }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard !units.contains(where: { $0.suffix == unit }) else { return nil }
        return unit.isEmpty ? "it has no unit" : "the unit \"\(unit)\" is unknown; known are us, ms, s, m, min, h and d"
    }

    /// `50/s`, `100/min`, `1.5/s`, `5/2s`; exact, since a decimal is a count in a multiple of the time.
    package static func rate(_ text: String) -> Rate? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[1].first, let value = decimal(parts[0]) else { return nil }
        guard let per = duration(first.isNumber ? String(parts[1]) : "1" + parts[1]), per > .zero else { return nil }
        let digits = parts[0].split(separator: ".").dropFirst().first?.count ?? 0
        let scale = (0..<min(digits, 6)).reduce(1) { scale, _ in scale * 10 }
        guard let count = Int(exactly: (value * Double(scale)).rounded()), per.nanoseconds < Int64.max / Int64(scale) else { return nil }
        return Rate(count: count, per: per * scale)
    }

    /// Digits with at most one point and a sign: none of the other forms that `Double` reads.
    private static func decimal(_ text: Substring) -> Double? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }) else { return nil }
        return Double(text)
    }
}
