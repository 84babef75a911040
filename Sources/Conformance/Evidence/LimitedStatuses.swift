import Timeline

/// Finds the status by which a target refuses over-quota requests, from behaviour: it comes with use and not without.
enum LimitedStatuses {
    /// 429, and any other status that behaves like it.
    static func infer(_ attempts: some Sequence<Attempt>, _ contract: Contract) -> Set<Int> {
        // Nearly always there is nothing to suspect.
        let isInnocent = { (status: Int) in status < 400 || [409, 422, 429].contains(status) }
        guard attempts.contains(where: { $0.operation == .create && !isInnocent($0.response?.status ?? 0) }) else { return [429] }
        let creates = attempts.filter { $0.operation == .create && $0.response != nil }
        let is429Used = creates.contains { $0.response?.status == 429 }
        var signs: [Int: Signs] = [:]
        var light = 0
        var over = 0
        var under = 0
        let everything = Dictionary(grouping: attempts, by: \.key)
        for (number, key) in Dictionary(grouping: creates, by: \.key) {
            var runs: [Int: Int] = [:]
            defer { for (status, count) in runs { signs[status, default: Signs()].mostRuns = max(count, signs[status]?.mostRuns ?? 0) } }
            var last: Int?
            let certain = certainlyUsed(key, contract)
            for (position, (attempt, used)) in zip(key, usedWithinWindow(key, of: everything[number] ?? key, contract)).enumerated() {
                guard let status = attempt.response?.status else { continue }
                signs[status, default: Signs()].count += 1
                if certain[position] >= contract.quota {
                    over += 1
                    signs[status, default: Signs()].overQuota += 1
                } else if used < contract.quota {
                    under += 1
                    signs[status, default: Signs()].underQuota += 1
                }
                if used * 4 < contract.quota {
                    light += 1
                    signs[status, default: Signs()].light += 1
                }
                if status != last { runs[status, default: 0] += 1 }
                if let last { signs[last, default: Signs()].note(next: status, after: last) }
                last = status
            }
        }
        // Statuses that the contract gives another meaning cannot mean "limited".
        let suspects = signs.filter { status, signs in
            guard status >= 400, ![409, 422, 429].contains(status), signs.count >= 3 else { return false }
            // Beside 429, only a status that comes when the quota is used up and never before.
            if is429Used { return signs.underQuota == 0 && signs.mostRuns >= 3 && isNoAccident(signs.overQuota, over: over, under: under) }
            return signs.overQuota > 0 && signs.isSticky && signs.light * 10 <= light
        }
        return Set([429] + suspects.keys)
    }

    /// True where errors that strike at random would hardly all have struck while the quota was used up: a chance below one in a million.
    private static func isNoAccident(_ count: Int, over: Int, under: Int) -> Bool {
        let share = Double(over) / Double(max(1, over + under))
        var chance = 1.0
        for _ in 0..<count where chance >= 1e-6 { chance *= share }
        return chance < 1e-6
    }

    /// How one status behaves: a limiter's comes after use and comes again; an accident's does neither.
    private struct Signs {
        var count = 0
        /// Seen although less than a quarter of the quota had been used.
        var light = 0
        /// Seen although the whole quota had certainly been used just before: what an outage does not wait for.
        var overQuota = 0
        /// Seen although quota was left, whatever the network did.
        var underQuota = 0
        /// How often it began anew on one key: an outage comes once and goes.
        var mostRuns = 0
        var again = 0
        var gone = 0

        var isSticky: Bool { again >= 2 && again * 5 >= (again + gone) * 2 }

        mutating func note(next: Int, after last: Int) { if next == last { again += 1 } else { gone += 1 } }
    }

    /// For each create of a key, how much of its quota can have been used before within one window, by whatever operation.
    private static func usedWithinWindow(_ attempts: [Attempt], of all: [Attempt], _ contract: Contract) -> [Int] {
        let admissions = all.filter { (200...499).contains($0.response?.status ?? 0) && $0.response?.status != 429 }.compactMap(\.departed).sorted()
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
