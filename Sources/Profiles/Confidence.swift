#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// How sure a run shall be to meet a fault that shows in a share `p` of the windows.
///
/// Source: such a fault stays hidden in n windows with a chance of (1 − p)ⁿ.
package struct Confidence: Sendable, Equatable {
    package var level: Double
    package var p: Double

    package init(level: Double, p: Double) {
        self.level = level
        self.p = p
    }

    /// The fewest windows that are enough.
    package var windows: Int { Int(min(1e6, (log(1 - level) / log(1 - p)).rounded(.up))) }

    /// The smallest share that so many windows show with 95 % confidence.
    package static func share(shownBy windows: Int) -> Double { 1 - pow(0.05, 1 / Double(max(1, windows))) }
}
