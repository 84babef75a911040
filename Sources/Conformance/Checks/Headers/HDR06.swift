import Limiters
import Timeline

struct HDR06: Check {
    let id: CheckID = "HDR-06"
    let title = "The fields hold plain whole numbers"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]

    func expected(_ contract: Contract) -> String { "digits only: no sign, unit, decimal point or date" }

    func judge(_ evidence: Evidence) -> Finding {
        FieldSurvey.judge(evidence, passing: "whole numbers") { advice in
            advice.named.lazy.compactMap { name, reading -> String? in
                switch reading {
                case .text(let text): "\(name) is \(reading.shown)\(Self.guess(text))"
                // A negative remaining is a finding about counting, not about spelling: HDR-08 names it.
                case .signed where name != "remaining": "\(name) is \(reading.shown)"
                case .signed, .absent, .number, .repeated: nil
                }
            }.first
        }
    }

    /// What the writer probably meant.
    private static func guess(_ text: String) -> String {
        if text.isEmpty { return ": empty" }
        if HTTPDate.parse(text) != nil { return ": an HTTP date" }
        if Double(text) != nil { return ": a decimal number" }
        if text.last?.isLetter == true, text.first?.isNumber == true { return ": a number with a unit, or a date" }
        return ""
    }
}
