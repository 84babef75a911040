package import Timeline

/// Holds a history against a contract: a pure function, so that a saved history gives the same judgement for ever.
package struct Judge: Sendable {
    private let contract: Contract
    private let checks: [any Check]
    private let isStrict: Bool
    private let table: [Entailment]

    /// `checks` in the order in which failures are to be named; a strict judge takes every *should* for a *must*.
    package init(_ contract: Contract, checks: [any Check] = CheckCatalog.all, causes: [Entailment] = CauseTable.all, isStrict: Bool = false) {
        self.contract = contract
        self.checks = checks
        self.isStrict = isStrict
        table = causes
    }

    package func judge(_ history: History) -> Judgement {
        var contract = contract.findingDialect(in: history)
        if contract.isOpen { contract = contract.guessing(from: history) }
        var evidence = Evidence(history, contract)
        if contract.isOpen, let found = evidence.identification {
            // Now that quota and window are known, everything else can be looked at with them.
            contract.quota = found.quota ?? contract.quota
            contract.window = found.window ?? contract.window
            evidence = Evidence(history, contract)
        }
        let findings = Self.findings(checks.filter { $0.applies(to: contract) }, evidence)
        var explaining = Explaining(findings, evidence, table)
        let causes = explaining.causes()
        let results = findings.map { made -> CheckResult in
            let (check, finding) = (made.check, made.finding)
            var result = CheckResult(check, finding, contract)
            if isStrict, result.level == .should { result.level = .must }
            if finding.verdict == .inconclusive, let slowness = evidence.slowness { result.observed += "; \(slowness.explanation)" }
            if let cause = causes[check.id] {
                result.verdict = .skip
                result.blockedBy = cause
                result.observed = "blocked by \(cause), which explains it: \(finding.observed)"
            }
            return result
        }
        return Judgement(results: results, evidence: evidence)
    }

    /// Checks depend on nothing but the evidence, so where there is much of it, they are made on all cores.
    private static func findings(_ checks: [any Check], _ evidence: Evidence) -> [Explaining.Made] {
        let judge = { @Sendable (check: any Check) in Explaining.Made(check: check, finding: finding(check, evidence)) }
        return evidence.observations.count < 20_000 ? checks.map(judge) : concurrently(checks, judge)
    }

    /// What a check finds, where the run as a whole allows it to say so.
    private static func finding(_ check: any Check, _ evidence: Evidence) -> Finding {
        let finding = check.judge(evidence)
        // Where nothing was ever admitted, it may be something else that answers.
        guard evidence.isAnythingAdmitted || evidence.observations.isEmpty || finding.verdict == .skip else { return .inconclusive(Absent.admitted(evidence.contract)) }
        return evidence.allowingForStep(check.id, finding)
    }
}

/// Everything that was concluded from one history.
package struct Judgement: Sendable {
    package var results: [CheckResult]
    package var evidence: Evidence

    /// The failure that is named first, if any.
    package var headline: CheckResult? { results.headline }

    /// What shows that keys which the profile states to be the run's alone are used by somebody else, as a sentence.
    package var brokenStatement: String? {
        evidence.exclusivityDisproof.map { foreign in
            let label = evidence.history.header.keys[foreign.after.attempt.key].label
            let seen = foreign.before === foreign.after
                ? "after two windows of rest only \(foreign.after.remaining ?? 0) remained on \(foreign.after.shown)"
                : "remaining fell from \(foreign.before.remaining ?? 0) to \(foreign.after.remaining ?? 0) over one request, \(foreign.after.shown)"
            return "The keys are stated to be this run's alone (keys.exclusive), and somebody else uses \(label): \(seen)"
        }
    }

    /// What shows that refused requests keep a key blocked, as a sentence.
    package var blockingRefusals: String? {
        guard evidence.contract.promisesWindows else { return nil }
        return BlockingRefusals(evidence.keys, quota: evidence.contract.quota)?.explanation
    }

    /// The worst that the must checks say: a proven failure, then a doubt; passing takes at least one pass.
    package var verdict: Verdict {
        let binding = results.filter { $0.level == .must }
        if binding.contains(where: { $0.verdict == .fail }) { return .fail }
        if binding.contains(where: { $0.verdict == .inconclusive }) { return .inconclusive }
        return binding.contains { $0.verdict == .pass } ? .pass : .inconclusive
    }
}
