import Conformance
import Simulation
import Timeline

/// What the self-test found, as text.
package struct SelfTestReport: Sendable {
    private let matrix: DefectMatrix
    private let singles: [DefectMatrix.Row]
    private let pairs: [DefectMatrix.Row]
    private let sound: [DefectMatrix.Row]

    package init(_ matrix: DefectMatrix, singles: [DefectMatrix.Row], pairs: [DefectMatrix.Row], sound: [DefectMatrix.Row]) {
        self.matrix = matrix
        self.singles = singles
        self.pairs = pairs
        self.sound = sound
    }

    /// True where every defect and nearly every pair is killed, and no sound limiter fails.
    package var isGood: Bool {
        singles.allSatisfy(\.isKilled) && pairs.count(where: \.isKilled) * 100 >= pairs.count * 99 && !sound.contains(where: \.isKilled)
    }

    package var summary: String {
        let wrong = singles.filter { !$0.isNamed }.map { row in
            "\(row.defects[0]): expected \(row.expected?.description ?? "–"), named \(row.failures.map(\.id.description).joined(separator: ", "))"
        }
        let missed = pairs.filter { !$0.isKilled }.map { "not found together: \($0.defects.joined(separator: " + "))" }
        let failed = sound.filter(\.isKilled).map { "\($0.defects[0]) is sound and failed: \($0.failures.map(\.id.description).joined(separator: ", "))" }
        return (wrong + missed + failed + counts).joined(separator: "\n")
    }

    private var counts: [String] {
        [
            "\(singles.count) defects: \(singles.count(where: \.isKilled)) found, \(singles.count(where: \.isNamed)) named by the expected check first",
            "\(pairs.count) pairs of defects: \(pairs.count(where: \.isKilled)) found",
            "\(sound.count) sound limiters: \(sound.count { !$0.isKilled }) pass",
        ]
    }

    // MARK: Markdown

    package var markdown: String {
        let head = """
            # What the judge finds

            Written by `rateproof selftest --quota \(matrix.quota) --seed \(matrix.seed) --out docs/selftest.md`: every deliberate fault of the simulated limiter, \
            \(matrix.quota) requests per \(matrix.window), against every check, in virtual time.

            """
        return ([head] + counts.map { "- \($0)" } + ["", defectTable, "", checkTable]).joined(separator: "\n") + "\n"
    }

    private var defectTable: String {
        let rows = singles.map { row -> String in
            let defect = Defect.named(row.defects[0])
            let expected = row.expected?.description ?? "–"
            let others = row.failures.map(\.id.description).filter { $0 != expected }
            return "| `\(row.defects[0])` | \(defect?.summary ?? "") | \(row.isNamed ? expected : "~~\(expected)~~") | \(others.joined(separator: ", ")) |"
        }
        return (["## Defects", "", "| defect | what an observer sees | named by | also failed |", "|---|---|---|---|"] + rows).joined(separator: "\n")
    }

    private var checkTable: String {
        let rows = CheckCatalog.all.map { check -> String in
            let named = singles.filter { $0.expected == check.id && $0.isNamed }.map { "`\($0.defects[0])`" }
            let found = singles.count { row in row.failures.contains { $0.id == check.id } }
            return "| \(check.id) | \(check.level.rawValue) | \(check.title) | \(found) | \(named.joined(separator: ", ")) |"
        }
        return (["## Checks", "", "| check | level | requirement | fails for | names first |", "|---|---|---|---|---|"] + rows).joined(separator: "\n")
    }
}
