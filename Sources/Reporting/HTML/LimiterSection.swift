/// The limiter as it was recognised, its windows, and what it said of them.
struct LimiterSection {
    private let report: Report

    private static let mostKeys = 8

    init(_ report: Report) { self.report = report }

    var context: [String: Any] {
        [
            "hasLimiter": !report.checks.isEmpty, "limiter": limiter, "limiterNote": note,
            "hasTimelines": !report.timeline.isEmpty, "timelines": timelines, "omittedKeys": omittedKeys,
            "hasPromises": !report.retryAfter.isEmpty, "promisePlot": PromisePlot(report.retryAfter).svg, "promiseNote": promiseNote,
            "hasResets": !report.resets.isEmpty, "resetPlot": ResetPlot(report.resets).svg, "resetNote": resetNote,
        ]
    }

    private var limiter: [[String: String]] {
        guard let found = report.algorithm else { return [] }
        return named([
            ("algorithm", found.identified), ("confidence", Number.plain(found.confidence)), ("quota", found.quota.map { "\($0)" } ?? "unknown"),
            ("window", found.windowS.map { "\(Number.plain($0)) s" } ?? "unknown"), ("where windows begin", found.anchoringInWords ?? "unknown"),
            ("decisions held against it", "\(found.decisions), \(found.unexplained) unexplained"),
        ])
    }

    private var note: String {
        guard let found = report.algorithm else { return "No algorithm that rateproof knows explains what was admitted and refused, or too little was sent to tell." }
        let others = found.alternatives.isEmpty ? "" : " It cannot be told apart from \(found.alternatives.joined(separator: ", "))."
        return "From what it admitted and refused alone, whatever its headers say, it behaves like \(found.title).\(others)"
    }

    private var timelines: [[String: Any]] {
        report.timeline.prefix(Self.mostKeys).map { timeline in
            let plot = WindowPlot(timeline, windows: report.windows.filter { $0.key == timeline.key }, quota: report.contract.quota, duration: report.run.durationS)
            return ["key": timeline.key, "omitted": plot.omitted > 0 ? "\(plot.omitted)" : "", "svg": plot.svg].filter(isPresent)
        }
    }

    private var omittedKeys: String {
        let count = report.timeline.count - Self.mostKeys
        return count > 0 ? "\(count) keys more are in the JSON report." : ""
    }

    private var promiseNote: String {
        let kept = report.retryAfter.count { $0.promisedS >= $0.trueS.atLeast && $0.promisedS <= $0.trueS.atMost + 1 }
        let wrong = report.retryAfter.count - kept
        return "\(wrong == 0 ? "None" : "\(wrong)") of \(report.retryAfter.count) waits was proven wrong: shorter than the true one, or more than a second longer."
    }

    private var resetNote: String {
        let hit = report.resets.count(where: \.canBeRight)
        return "\(hit) of \(report.resets.count) advertised resets can be the boundary that was seen, counting whole seconds rounded up or down."
    }
}

extension Report.Reset {
    /// Advertised minus true, as far as both are known.
    var apart: (low: Double, high: Double) { (advertisedS.atLeast - trueS.atMost, advertisedS.atMost - trueS.atLeast) }
    /// Whole seconds may be rounded up or down.
    var canBeRight: Bool { apart.low <= 1 && apart.high >= -1 }
}
