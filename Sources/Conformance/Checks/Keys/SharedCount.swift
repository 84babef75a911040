import Limiters
import Timeline

/// What KEY-01 asks where all keys draw on one count: a used-up count must refuse whoever asks.
///
///     429 (one key)  ·  another key  ·  429 (the first key)
enum SharedCount {
    static func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        let traffic = evidence.observations(of: .isolation)
        func asker(_ observation: Observation) -> Int? { evidence.askedWith[observation.attempt.index] }
        guard let drained = traffic.first.flatMap(asker), traffic.contains(where: { asker($0) != drained }) else {
            return .skip("the experiment needs two keys; give more with --keys or in the variable of keys.from_environment")
        }
        let brackets = Bracket.find(in: evidence, keys: evidence.keys) { evidence.experiment(of: $0) == .isolation && asker($0) != drained }
        if let leak = brackets.first(where: { $0.isLeak || $0.isAdmitted && isNamed($0, evidence) }) {
            return .fail("""
                another key is admitted, \(leak.probe.shown), between two refusals of the same window: it has a count of its own, and the contract \
                says that \(contract.scope == .everyone ? "everyone shares" : "all keys of an address share") one
                """, witness: leak.witness, as: .split)
        }
        let refused = brackets.count { $0.probe.kind == .limited }
        guard refused > 0 else { return .inconclusive("no other key asked between two refusals of a used-up one", lacking: .limits) }
        return .pass("\(refused) requests with another key were refused while the count was used up", power: "a count for each key would have shown")
    }

    /// True where the limiter's own name for the window shows that it did not turn, whoever else uses the count. A limiter without windows has no
    /// such names: a bucket that gives something back in between may promise the same end.
    private static func isNamed(_ bracket: Bracket, _ evidence: Evidence) -> Bool {
        guard let reset = bracket.before.reset, bracket.after.reset == reset, let decided = bracket.after.latest else { return false }
        let hasWindows = evidence.identification?.mayHaveWindows ?? true
        return hasWindows && evidence.keys.allSatisfy(\.resetsNameWindows) && decided - bracket.before.earliest < evidence.contract.shortestWindow
    }
}
