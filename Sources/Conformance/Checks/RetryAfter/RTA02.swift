import Limiters
import Timeline

struct RTA02: Check {
    let id: CheckID = "RTA-02"
    let title = "Retry-After is a whole number of seconds"
    let level = Level.must
    let citation = Citation.rfc(9110, "10.2.3")
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if Retry-After on a limited response is not digits only: a date, a sign, a decimal point or a unit. Given twice, it fails here only \
        where no rate-limit fields are promised, else under HDR-05. Skipped if no limited response carries it.
        """
    let remedy = "Usually a duration or a date is printed as it is: print whole seconds, rounded up, and nothing else."

    func expected(_ contract: Contract) -> String { "digits only, counting seconds" }

    func judge(_ evidence: Evidence) -> Finding {
        let carriers = evidence.answers(.limited).compactMap { limited -> (Answer, FieldReading)? in
            guard let reading = limited.first.attempt.response?.retryAfter, reading.isPresent else { return nil }
            return (limited, reading)
        }
        guard !carriers.isEmpty else { return .skip("no limited response carries Retry-After; RTA-01 says so") }
        for (answer, reading) in carriers {
            let limited = answer.first
            switch reading {
            case .repeated where !evidence.contract.promisesAdvice:
                return .fail("Retry-After is given more than once: \(reading.shown), \(limited.shown)", witness: [limited])
            // HDR-05's finding where it looks at fields.
            case .number, .repeated, .absent: continue
            case .text(let text) where HTTPDate.parse(text) != nil:
                return .fail("Retry-After is the date \(reading.shown): legal in HTTP, but the contract wants seconds, \(limited.shown)", witness: [limited])
            case .text, .signed:
                return .fail("Retry-After is \(reading.shown), \(limited.shown)", witness: [limited])
            }
        }
        return .pass("whole seconds on all of \(carriers.map(\.0).total)", power: "one other form among \(carriers.map(\.0).total) would have shown")
    }
}
