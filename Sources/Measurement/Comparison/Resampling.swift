import Timeline

/// How often chance alone would put runs as far apart as they were: whole runs are relabelled, never single requests, because requests of one
/// run share its machine, its caches and its neighbours.
///
/// Every relabelling is tried where there are few, a seeded choice of them otherwise. Source: P. Good, "Permutation Tests", chapters 3 and 6.
package enum Resampling {
    private static let most = 20_000

    /// Of all ways to call so many runs the candidate's, the share whose means lie at least as far apart.
    package static func twoSided(_ baseline: [Double], _ candidate: [Double]) -> Double {
        let all = baseline + candidate
        let total = all.reduce(0, +)
        let seen = apart(candidate.reduce(0, +), candidate.count, total, all.count)
        let ways = choices(all.count, candidate.count)
        var extreme = 0.0
        var tried = 0.0
        if ways <= Double(most) {
            eachChoice(of: candidate.count, from: all) { sum in
                tried += 1
                if apart(sum, candidate.count, total, all.count) >= seen * (1 - 1e-12) { extreme += 1 }
            }
        } else {
            var random = SeededRandom(seed: 1)
            var runs = all
            // The labelling that was seen is one of them.
            (tried, extreme) = (1, 1)
            for _ in 0..<most {
                for index in 0..<candidate.count { runs.swapAt(index, Int.random(in: index..<runs.count, using: &random)) }
                tried += 1
                if apart(runs[..<candidate.count].reduce(0, +), candidate.count, total, all.count) >= seen * (1 - 1e-12) { extreme += 1 }
            }
        }
        return extreme / tried
    }

    /// Of all ways to exchange the two sides of pairs, the share whose mean difference is at least as large.
    package static func paired(_ differences: [Double]) -> Double {
        let seen = abs(differences.reduce(0, +)) * (1 - 1e-12)
        guard differences.count <= 14 else {
            var random = SeededRandom(seed: 1)
            let extreme = (0..<most).count { _ in abs(differences.reduce(0) { $0 + (Bool.random(using: &random) ? $1 : -$1) }) >= seen }
            return Double(extreme + 1) / Double(most + 1)
        }
        let ways = 1 << differences.count
        let extreme = (0..<ways).count { signs in
            abs(differences.enumerated().reduce(0) { $0 + (signs >> $1.offset & 1 == 0 ? $1.element : -$1.element) }) >= seen
        }
        return Double(extreme) / Double(ways)
    }

    private static func apart(_ sum: Double, _ count: Int, _ total: Double, _ all: Int) -> Double {
        abs(sum / Double(count) - (total - sum) / Double(all - count))
    }

    static func choices(_ n: Int, _ k: Int) -> Double { (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) } }

    private static func eachChoice(of count: Int, from values: [Double], _ body: (Double) -> Void) {
        func choose(_ left: Int, from start: Int, sum: Double) {
            if left == 0 { body(sum); return }
            for index in start...(values.count - left) { choose(left - 1, from: index + 1, sum: sum + values[index]) }
        }
        choose(count, from: 0, sum: 0)
    }
}
