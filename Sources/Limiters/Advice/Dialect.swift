/// How a server spells its advice: which fields carry limit, remaining and reset, and what a reset counts.
package struct Dialect: Sendable, Equatable {
    package var id: String
    package var title: String
    /// Nothing for a target that promises no advice.
    package var fields: Fields?

    /// Where each part of the advice stands; names in lower case, nothing where the dialect lacks the part.
    ///
    /// One field can carry several parts: then the same name stands in several places.
    package struct Fields: Sendable, Equatable {
        package var limit: String?
        package var remaining: String?
        package var reset: String?
        /// The field that states quota and window, for the drafts that have one of its own.
        package var policy: String?
        /// The field that states how long a window lasts, `3s`, for a dialect that has one of its own.
        package var period: String?
        package var shape: Shape
        package var resetKind: ResetKind
        /// False where limited responses carry none of the fields.
        package var isOnRefusals = true

        package init(
            limit: String? = nil, remaining: String? = nil, reset: String? = nil, policy: String? = nil, period: String? = nil, shape: Shape,
            resetKind: ResetKind, isOnRefusals: Bool = true
        ) {
            self.limit = limit
            self.remaining = remaining
            self.reset = reset
            self.policy = policy
            self.period = period
            self.shape = shape
            self.resetKind = resetKind
            self.isOnRefusals = isOnRefusals
        }

        /// Limit, remaining, reset and period where the dialect has them, each name once.
        package var names: [String] {
            var names: [String] = []
            for name in [limit, remaining, reset, period] {
                if let name, !names.contains(name) { names.append(name) }
            }
            return names
        }

        /// The names of the parts that this dialect has and a response lacks.
        package func missing(from reading: AdviceReading) -> [String] {
            let parts = [("limit", limit, reading.limit), ("remaining", remaining, reading.remaining), ("reset", reset, reading.reset)]
            return parts.compactMap { part, name, reading in
                guard let name, !reading.isPresent else { return nil }
                // The draft leaves it to the server whether it states its policy and how long the window lasts.
                if shape == .items, part != "remaining" { return nil }
                return [.separate, .list, .windowed].contains(shape) ? name : "\(name) (\(part))"
            }
        }
    }

    /// How the parts are laid out in the fields.
    package enum Shape: String, Sendable, CaseIterable {
        /// A field each, with a plain value.
        case separate
        /// As `separate`, and the limit is followed by the policies: `100, 100;w=60`.
        case list
        /// A field each, with the window behind both numbers: `100;w=60` and `99;w=60`.
        case windowed
        /// All in one field: `limit=100, remaining=50, reset=30`.
        case dictionary
        /// What is left in one field, `"default";r=50;t=30`, and the policies in another, `"default";q=100;w=60`.
        case items
        /// What was used and the limit, in one field: `32/40`.
        case usedOfLimit
    }

    package static let retryAfter = "retry-after"

    /// True where a reset names an instant, false where it counts from now.
    package var resetIsAbsolute: Bool { fields?.resetKind.isAbsolute ?? false }

    package init?(id: String) {
        guard let found = Self.catalog.first(where: { $0.id == id }) else { return nil }
        self = found
    }

    package init(id: String, title: String, fields: Fields?) {
        self.id = id
        self.title = title
        self.fields = fields
    }
}
