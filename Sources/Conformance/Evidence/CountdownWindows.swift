import Limiters
import Timeline

/// Finds the windows of a dialect whose resets count from now: responses that can all mean the same end share a window.
///
/// A reset of n seconds on a response that departed at s and whose head came at e promises an end in `s + n − 1 s … e + n`: whole seconds are
/// rounded up. Ends of two windows lie a window apart, so intervals that are narrow against it cannot mix them up.
enum CountdownWindows {
    static func label(_ observations: [Observation], _ contract: Contract) -> [Observation] {
        guard let fields = contract.dialect.fields, !fields.resetKind.isAbsolute, fields.resetKind != .none else { return observations }
        var labelled = observations
        var common: Bounds<RunInstant>?
        var label = 0
        for index in labelled.indices {
            guard let left = labelled[index].advice?.resetIn, let latest = labelled[index].latest else { continue }
            let drift = Contract.drift(over: left)
            let end = Bounds(labelled[index].earliest + left - .seconds(1) - drift, latest + left + drift)
            // Too wide to tell one window from the next.
            guard end.width * 3 < contract.window else { continue }
            let joined = common.map { $0.intersection(end) }
            if let joined, !joined.isContradiction {
                common = joined
            } else if let known = common, end.atMost < known.atLeast {
                // An answer that was overtaken by a later window's belongs to none that is known.
                continue
            } else {
                common = end
                label = end.atMost.sinceStart.secondsRoundedUp
            }
            labelled[index] = Observation(labelled[index], reset: label)
        }
        return labelled
    }
}
