import Conformance
import Profiles
import Reporting
import Timeline

/// Finds quota and window of a limiter that promised nothing: a run of its own before the one that judges.
struct ContractObservation {
    private let contract: ObservedContract

    /// For the request that looks: no load, and nothing to judge but what is to be found.
    static let looking = [
        Override(path: "load", value: "[]", flag: "--contract observed"), Override(path: "thresholds", value: "[]", flag: "--contract observed"),
        Override(path: "checks", value: "{ only: [ALG-02] }", flag: "--contract observed"),
        Override(path: "budget", value: "null", flag: "--contract observed"),
    ]

    init(_ request: RunRequest, showing display: Display) async throws {
        let (history, _) = try await RunSession(request).record(showing: display)
        let judgement = Judge(request.profile.contract, checks: try Assessment.checks(request.profile)).judge(history)
        contract = history.ending.partial.map { .unknown($0) } ?? ObservedContract(judgement)
    }

    /// Lets what was used to look fall away, where the same keys are used again.
    func rest(_ request: RunRequest) async throws {
        guard case .found(_, let window) = contract, !request.keysAreFresh, request.profile.target.kind != .mock else { return }
        try await Task.sleep(for: .nanoseconds((window + Contract.drift(over: window)).nanoseconds))
    }

    /// What was found, for the request that judges.
    ///
    /// Throws: `EarlyEnd` where there is no contract to judge by.
    func settled() throws -> [Override] {
        switch contract {
        case .found(let quota, let window):
            Terminal.note("observed, not promised: \(quota) per \(window)")
            return [Override(path: "contract.quota", value: "\(quota)", flag: "--contract observed"),
                    Override(path: "contract.window", value: "\(window.nanoseconds / 1_000_000)ms", flag: "--contract observed")]
        case .unknown(let why):
            throw EarlyEnd(reason: "no contract was observed: \(why). State quota and window: --set contract.quota=… --set contract.window=…",
                           status: ExitStatus.inconclusive)
        }
    }
}
