/// What a terminal shows of a run while it goes on: a few lines, drawn again many times a second.
package struct LiveView: Sendable {
    /// The state of a run at one instant.
    package struct Snapshot: Sendable {
        package var phase: String
        package var elapsedS: Int
        /// Of the whole plan.
        package var expectedS: Int
        package var sentPerSecond: Double?
        package var counts: [(outcome: String, count: Int)] = []
        package var missed = 0
        /// Of the last seconds; nothing before the first response.
        package var lagP99Ms: Double?
        package var p50Ms: Double?
        package var p99Ms: Double?
        /// As the last response advertised it.
        package var window: Window?
        /// Judged from what is there; more may change it.
        package var checks: Checks?

        package init(phase: String, elapsedS: Int, expectedS: Int) {
            self.phase = phase
            self.elapsedS = elapsedS
            self.expectedS = expectedS
        }
    }

    package struct Window: Sendable {
        package var key: String
        package var remaining: Int?
        package var endsInS: Int?

        package init(key: String, remaining: Int?, endsInS: Int?) {
            self.key = key
            self.remaining = remaining
            self.endsInS = endsInS
        }
    }

    package struct Checks: Sendable {
        package var passed: Int
        package var of: Int
        package var failed: [String]

        package init(_ report: Report) {
            passed = report.checks.count { $0.verdict == "pass" }
            of = report.checks.count
            failed = report.checks.filter { $0.verdict == "fail" }.map(\.id)
        }
    }

    private let snapshot: Snapshot
    private let layout: TextLayout

    package init(_ snapshot: Snapshot, _ layout: TextLayout) {
        self.snapshot = snapshot
        self.layout = layout
    }

    /// None is longer than the terminal is wide: a line that wraps could not be drawn over.
    package var lines: [String] {
        let lines = [[heading], [load], latency.map { [$0] } ?? [], window.map { [$0] } ?? []].joined().map { layout.cut(TextLayout.clean($0)) }
        return lines + (snapshot.checks.map { [checks($0)] } ?? [])
    }

    /// For what keeps its lines: all in one.
    package var line: String { TextLayout.clean([heading, load, latency ?? ""].filter { !$0.isEmpty }.joined(separator: "  ")) }

    private var heading: String {
        let left = snapshot.expectedS - snapshot.elapsedS
        let time = "\(snapshot.elapsedS) of about \(max(1, snapshot.expectedS)) s"
        return "\(snapshot.phase)  \(time)\(left > 0 ? ", \(left) s left" : "")"
    }

    private var load: String {
        let rate = snapshot.sentPerSecond.map { "\(Number.fixed($0, 0))/s sent" }
        let counts = snapshot.counts.filter { $0.count > 0 }.map { "\($0.outcome) \($0.count)" }
        let lag = snapshot.lagP99Ms.map { "lag p99 \(Number.milliseconds($0)) ms" }
        return ([rate].compactMap(\.self) + counts + (snapshot.missed > 0 ? ["missed \(snapshot.missed)"] : []) + [lag].compactMap(\.self)).joined(separator: " · ")
    }

    private var latency: String? {
        guard let p50 = snapshot.p50Ms, let p99 = snapshot.p99Ms else { return nil }
        return "response time p50 \(Number.milliseconds(p50)) ms · p99 \(Number.milliseconds(p99)) ms"
    }

    private var window: String? {
        guard let window = snapshot.window else { return nil }
        let parts = [window.remaining.map { "\($0) left" }, window.endsInS.map { "new window in \($0) s" }].compactMap(\.self)
        return parts.isEmpty ? nil : "\(window.key): \(parts.joined(separator: " · "))"
    }

    private func checks(_ checks: Checks) -> String {
        let failed = checks.failed.isEmpty ? "" : " · \(checks.failed.count) failed: \(checks.failed.joined(separator: ", "))"
        let line = layout.cut("checks so far: \(checks.passed) of \(checks.of) passed\(failed)")
        return checks.failed.isEmpty ? line : layout.painted(line, "fail")
    }
}
