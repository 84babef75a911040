import Conformance
import Limiters
import SelfTest
import Simulation
import Testing
import Timeline
import Turns

/// Goal: with `dialect: auto`, fields that are there are never a silent pass. Method: whole runs in virtual time whose responses are changed before
/// they are judged.
@Suite(.computes) struct DialectJudgementTests {
    private static func contract(_ run: SimulatedRun) -> Contract {
        var contract = run.contract
        contract.dialect = .none
        contract.findsDialect = true
        return contract
    }

    private static func judged(_ change: (Int, [FieldLine]) -> [FieldLine]) async -> Judgement {
        let run = SimulatedRun()
        var history = await run.history()
        for index in history.attempts.indices {
            guard let response = history.attempts[index].response else { continue }
            let fields = change(response.status, response.fields)
            history.attempts[index].outcome = .responded(
                Response(status: response.status, fields: fields, excerpt: response.excerpt, isWhole: response.isWhole))
        }
        return Judge(contract(run)).judge(history)
    }

    private static func isAdvice(_ name: String) -> Bool { name.hasPrefix("x-ratelimit") }

    @Test("fields that stand twice on every response fail HDR-05")
    func doubled() async {
        let judgement = await Self.judged { _, fields in fields + fields.filter { Self.isAdvice($0.name) } }
        #expect(judgement.evidence.contract.dialectName == "x-ratelimit-epoch")
        #expect(judgement["HDR-05"]?.verdict == .fail && judgement.failures.first?.id == "HDR-05", "\(judgement.complaints)")
    }

    @Test("decimals on every response fail HDR-06, and a field that is nowhere fails HDR-01")
    func faults() async {
        let decimal = await Self.judged { _, fields in
            fields.map { $0.name == "x-ratelimit-remaining" ? FieldLine($0.name, $0.value + ".0") : $0 }
        }
        #expect(decimal["HDR-06"]?.verdict == .fail && decimal.failures.first?.id == "HDR-06", "\(decimal.complaints)")
        let lacking = await Self.judged { _, fields in fields.filter { $0.name != "x-ratelimit-reset" } }
        #expect(lacking["HDR-01"]?.verdict == .fail && lacking.failures.first?.id == "HDR-01", "\(lacking.complaints)")
    }

    @Test("fields of no known dialect leave HDR-01 open, with a value and the nearest dialect, and prove nothing")
    func unread() async {
        let judgement = await Self.judged { _, fields in
            fields.map { $0.name == "x-ratelimit-limit" ? FieldLine($0.name, $0.value + " per 4 s") : $0 }
        }
        #expect(judgement.verdict == .inconclusive && judgement.failures.isEmpty, "\(judgement.complaints)")
        let said = judgement["HDR-01"]
        #expect(said?.verdict == .inconclusive)
        for words in ["X-RateLimit-Limit: 20 per 4 s", "x-ratelimit-epoch", "a whole number in X-RateLimit-Limit", "contract.dialect"] {
            #expect(said?.observed.contains(words) == true, "\(said?.observed ?? "")")
        }
        #expect(judgement.evidence.contract.dialectName == "auto: not recognised")
        #expect(judgement["HDR-05"]?.observed.contains("HDR-01") == true)
        #expect(judgement["CNT-01"]?.verdict == .pass)
    }

    @Test("no fields by contract and no fields seen are two things, and neither is a doubt")
    func none() async {
        let seen = await Self.judged { _, fields in fields.filter { !Self.isAdvice($0.name) } }
        #expect(seen["HDR-01"]?.verdict == .skip && seen["HDR-01"]?.observed.contains("no response carries") == true)
        #expect(seen.evidence.contract.dialectName == "auto: no fields seen")
        #expect(seen.results.allSatisfy { $0.verdict != .fail }, "\(seen.complaints)")
        let run = SimulatedRun()
        var contract = run.contract
        contract.dialect = .none
        let promised = Judge(contract).judge(await run.history())
        #expect(promised["HDR-01"]?.observed.contains("the contract promises no") == true && promised.evidence.contract.dialectName == "none")
    }

    @Test("Docker's and AspNetCoreRateLimit's fields are read, and keep the contract")
    func vendors() async {
        let docker = await Self.judged { _, fields in
            fields.compactMap { line in
                switch line.name {
                case "x-ratelimit-limit": FieldLine("ratelimit-limit", line.value + ";w=4")
                case "x-ratelimit-remaining": FieldLine("ratelimit-remaining", line.value + ";w=4")
                case "x-ratelimit-reset": nil
                default: line
                }
            }
        }
        #expect(docker.evidence.contract.dialect.id == "docker" && docker.verdict == .pass, "\(docker.complaints)")
        let asp = await Self.judged { status, fields in
            status == 429 ? fields.filter { !Self.isAdvice($0.name) } : fields.map { line in
                switch line.name {
                case "x-ratelimit-limit": FieldLine("x-rate-limit-limit", "4s")
                case "x-ratelimit-remaining": FieldLine("x-rate-limit-remaining", line.value)
                case "x-ratelimit-reset":
                    FieldLine("x-rate-limit-reset", CivilTime(WallInstant(epochSeconds: Int(line.value) ?? 0)).iso8601 + "Z")
                default: line
                }
            }
        }
        #expect(asp.evidence.contract.dialect.id == "aspnetcoreratelimit" && asp.verdict == .pass, "\(asp.complaints)")
        #expect(asp["HDR-03"]?.verdict == .skip && asp["HDR-07"]?.verdict == .skip && asp["CNT-04"]?.verdict == .pass, "\(asp.complaints)")
    }
}
