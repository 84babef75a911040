import Timeline

/// Finds the status by which a target refuses over-quota requests, from behaviour: it comes with use and not without.
enum LimitedStatuses {
    /// 429, and any other status that behaves like it where 429 never occurs.
    static func infer(_ attempts: [Attempt], _ contract: Contract) -> Set<Int> {
        let creates = attempts.filter { $0.operation == .create && $0.response != nil }
        if creates.contains(where: { $0.response?.status == 429 }) { return [429] }
        var signs: [Int: Signs] = [:]
        var light = 0
        for key in Dictionary(grouping: creates, by: \.key).values {
            var last: Int?
            let certain = certainlyUsed(key, contract)
            for (position, (attempt, used)) in zip(key, usedWithinWindow(key, contract)).enumerated() {
                guard let status = attempt.response?.status else { continue }
                signs[status, default: Signs()].count += 1
                if certain[position] >= contract.quota { signs[status, default: Signs()].overQuota += 1 }
                if used * 4 < contract.quota {
                    light += 1
                    signs[status, default: Signs()].light += 1
                }
                if let last { signs[last, default: Signs()].note(next: status, after: last) }
                last = status
            }
        }
        // Statuses that the contract gives another meaning cannot mean "limited".
        let suspects = signs.filter { status, signs in
            status >= 400 && ![409, 422].contains(status) && signs.count >= 3 && signs.overQuota > 0 && signs.isSticky && signs.light * 10 <= light
        }
        return Set([429] + suspects.keys)
    }

    /// How one status behaves: a limiter's comes after use and comes again; an accident's does neither.
    private struct Signs {
        var count = 0
        /// Seen although less than a quarter of the quota had been used.
        var light = 0
        /// Seen although the whole quota had certainly been used just before: what an outage does not wait for.
        var overQuota = 0
        var again = 0
        var gone = 0

        var isSticky: Bool { again >= 2 && again * 5 >= (again + gone) * 2 }

        mutating func note(next: Int, after last: Int) { if next == last { again += 1 } else { gone += 1 } }
    }

    /// For each attempt of a key, how many of it can have been admitted before within one window.
    private static func usedWithinWindow(_ attempts: [Attempt], _ contract: Contract) -> [Int] {
        let admissions = attempts.filter(\.isAdmitted).compactMap(\.departed).sorted()
        return attempts.map { attempt in
            guard let departed = attempt.departed, let head = attempt.head else { return 0 }
            return admissions.partitioningIndex { $0 >= head } - admissions.partitioningIndex { $0 > departed - contract.longestWindow }
        }
    }

    /// For each attempt of a key, how many of it were certainly admitted before within one window.
    private static func certainlyUsed(_ attempts: [Attempt], _ contract: Contract) -> [Int] {
        let heads = attempts.filter(\.isAdmitted).compactMap(\.head).sorted()
        return attempts.map { attempt in
            guard let departed = attempt.departed else { return 0 }
            return heads.partitioningIndex { $0 > departed } - heads.partitioningIndex { $0 > departed - contract.shortestWindow }
        }
    }
}
