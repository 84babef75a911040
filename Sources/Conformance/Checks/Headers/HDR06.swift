import Limiters
import Timeline

struct HDR06: Check {
    let id: CheckID = "HDR-06"
    let title = "The fields hold plain whole numbers"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if limit or remaining is anything but digits, or if reset is not spelled as the dialect spells it, on any response. A negative \
        remaining is left to HDR-08, a repeated field to HDR-05. Skipped where no fields are promised or none was seen.
        """
    let remedy = "Usually a float, a date or an empty value is printed as it is: round to a whole number and print digits only."

    func expected(_ contract: Contract) -> String { "digits only: no sign, unit, decimal point or date" }

    func judge(_ evidence: Evidence) -> Finding {
        let kind = evidence.contract.dialect.fields?.resetKind ?? Dialect.ResetKind.none
        return FieldSurvey.judge(evidence, passing: "as the dialect wants them") { advice in
            for (name, reading) in advice.named {
                if name == "reset", reading.obeys(kind) { continue }
                switch reading {
                case .text(let text): return "\(name) is \(reading.shown)\(Self.guess(text))"
                // A negative remaining is a finding about counting, not about spelling: HDR-08 names it.
                case .signed(let value) where name != "remaining" || value >= 0: return "\(name) is \(reading.shown), with a sign"
                case .signed, .absent, .number, .repeated: continue
                }
            }
            return nil
        }
    }

    /// What the writer probably meant.
    private static func guess(_ text: String) -> String {
        if text.isEmpty { return ": empty" }
        if HTTPDate.parse(text) != nil { return ": an HTTP date" }
        if Double(text)?.isFinite ?? false { return ": a decimal number" }
        if text.last?.isLetter == true, text.first?.isNumber == true { return ": a number with a unit, or a date" }
        return ""
    }
}
