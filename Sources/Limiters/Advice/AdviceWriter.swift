package import Timeline

/// Turns a limiter's exact knowledge into the whole numbers of header fields.
package struct AdviceWriter: Sendable, Equatable {
    /// How an exact instant becomes a whole second. Both keep the promise that waiting is enough.
    package enum Rounding: String, Sendable, CaseIterable {
        /// The next whole second, or this very one.
        case up
        /// Always the next whole second: `floor(x) + 1`.
        case past
    }

    package var rounding: Rounding

    package init(rounding: Rounding = .up) { self.rounding = rounding }

    /// Limit, remaining and reset, in this order.
    package func fields(_ standing: Standing) -> [FieldLine] {
        [FieldLine("X-RateLimit-Limit", String(standing.limit)),
         FieldLine("X-RateLimit-Remaining", String(max(0, standing.remaining))),
         FieldLine("X-RateLimit-Reset", String(wholeSeconds(standing.reset.sinceEpoch)))]
    }

    package func retryAfter(_ standing: Standing) -> FieldLine {
        FieldLine("Retry-After", String(wholeSeconds(standing.wait)))
    }

    package func wholeSeconds(_ span: TimeSpan) -> Int {
        switch rounding {
        case .up: span.secondsRoundedUp
        case .past: span.secondsRoundedDown + 1
        }
    }
}
