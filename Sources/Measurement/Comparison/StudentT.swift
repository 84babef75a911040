#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Student's t distribution: how far a mean of few runs can lie from the truth when their spread is only estimated from them.
///
/// Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.5 and 26.7; the continued fraction is 26.5.8.
package enum StudentT {
    /// The value that is exceeded with probability `tail`, between 0 and 0.5.
    package static func quantile(tail: Double, degrees: Double) -> Double {
        var (low, high) = (0.0, 1.0)
        while upperTail(high, degrees) > tail, high < 1e12 { high *= 2 }
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if upperTail(middle, degrees) > tail { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The probability of a value above t, for t ≥ 0.
    static func upperTail(_ t: Double, _ degrees: Double) -> Double {
        incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
    }

    private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        if x <= 0 { return 0 }
        if x >= 1 { return 1 }
        let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
        return x < (a + 1) / (a + b + 2) ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
    }

    /// Evaluated from the front (Lentz), which is stable and ends after a few dozen terms.
    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var c = 1.0
        var d = 1 / max(tiny, 1 - (a + b) * x / (a + 1))
        var value = d
        for step in 1...400 {
            let m = Double(step)
            for term in [m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))] {
                d = 1 + term * d
                d = 1 / (abs(d) < tiny ? tiny : d)
                c = 1 + term / c
                if abs(c) < tiny { c = tiny }
                value *= d * c
            }
            if abs(d * c - 1) < 1e-15 { break }
        }
        return value
    }
}
