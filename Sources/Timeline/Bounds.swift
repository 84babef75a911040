/// What is known of a value that was not seen exactly: it lies somewhere in this closed range.
///
/// An empty range (`atLeast > atMost`) is a contradiction in the evidence and is kept, so that a check can report it.
package struct Bounds<Value: Comparable & Sendable>: Sendable {
    package var atLeast: Value
    package var atMost: Value

    package init(_ atLeast: Value, _ atMost: Value) {
        self.atLeast = atLeast
        self.atMost = atMost
    }

    package var isContradiction: Bool { atLeast > atMost }
    package func contains(_ value: Value) -> Bool { atLeast <= value && value <= atMost }
    package func overlaps(_ other: Bounds) -> Bool { atLeast <= other.atMost && other.atLeast <= atMost }

    /// What is known when both hold.
    package func intersection(_ other: Bounds) -> Bounds {
        Bounds(max(atLeast, other.atLeast), min(atMost, other.atMost))
    }

    /// The smallest that holds both.
    package func hull(_ other: Bounds) -> Bounds {
        Bounds(min(atLeast, other.atLeast), max(atMost, other.atMost))
    }
}

extension Bounds: Equatable where Value: Equatable {}
extension Bounds where Value == TimeSpan { package var width: TimeSpan { atMost - atLeast } }
extension Bounds where Value == RunInstant { package var width: TimeSpan { atMost - atLeast } }

extension Bounds: CustomStringConvertible where Value: CustomStringConvertible {
    package var description: String {
        atLeast == atMost ? "\(atLeast)" : "\(atLeast) … \(atMost)"
    }
}
