import Conformance
import Measurement
import Profiles
import Reporting
import Timeline

/// From a history and its profile to a report; the same for `run` and `check`.
struct Assessment {
    let report: Report

    init(_ history: History, _ profile: Profile) throws {
        let judgement = Judge(profile.contract, checks: try Self.checks(profile), isStrict: profile.checks.isStrict).judge(history)
        let measurements = Measurements(history, limitedStatuses: judgement.evidence.limitedStatuses, limits: profile.validity)
        let curl = CurlLine(history, profile)
        report = ReportBuilder(history, judgement, measurements, thresholds: profile.thresholds) { curl?.text($0) }.report()
    }

    /// The checks that the profile chooses. Throws: `Mistake` where it chooses none.
    static func checks(_ profile: Profile) throws -> [any Check] {
        let chosen = CheckCatalog.all.filter { profile.checks.contains($0.id) }
        // What the contract has no use for must not ask for experiments either.
        let checks = chosen.filter { $0.applies(to: profile.contract) }
        if checks.isEmpty, let one = chosen.first {
            throw Mistake("\(one.id) is about another promise than this contract’s (\(profile.contract.shown)); see: rateproof explain \(one.id)")
        }
        guard !checks.isEmpty || profile.checks.isOff else { throw Mistake("checks.only and checks.skip leave no check; see: rateproof list checks") }
        return checks
    }
}
