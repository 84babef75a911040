/// Numbers as a reader wants them.
package enum Number {
    static func fixed(_ value: Double, _ digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = Int64(exactly: min((abs(value) * scale).rounded(), 9e18)) ?? 0
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(scaled)" }
        let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
        let fraction = String(rest)
        return "\(sign)\(whole).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }

    /// Without trailing zeros.
    static func plain(_ value: Double, digits: Int = 3) -> String {
        var text = fixed(value, digits)
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// Three digits that matter.
    static func milliseconds(_ value: Double) -> String { fixed(value, abs(value) < 10 ? 2 : abs(value) < 100 ? 1 : 0) }

    /// Two that differ, with as many digits as show it: `50.04 ms` and `50 ms`.
    package static func apart(_ a: Double, _ b: Double, _ unit: String) -> (String, String) {
        let short = (measured(a, unit), measured(b, unit))
        guard short.0 == short.1, a != b else { return short }
        let space = unit == "/s" ? "" : " "
        let digits = (1...6).first { plain(a, digits: $0) != plain(b, digits: $0) } ?? 6
        return ("\(plain(a, digits: digits))\(space)\(unit)", "\(plain(b, digits: digits))\(space)\(unit)")
    }

    /// `61 ms`, `0.5 %`, `1200/s`
    static func measured(_ value: Double, _ unit: String) -> String { "\(milliseconds(value))\(unit == "/s" ? "" : " ")\(unit)" }
}
