import Conformance
import Limiters
import LoadEngine
import Timeline

/// A history written by hand, one request at a time: instants in seconds, and a flight of a millisecond.
struct Scene {
    var contract = Contract(quota: 5, window: .seconds(10), dialect: .none, operations: [])
    private var attempts: [Attempt] = []
    private var used: [Int: [Double]] = [:]

    /// When windows of a conforming limiter begin, and how they are told.
    static let epoch = 1_764_000_000

    init() {}

    mutating func send(
        _ outcome: Outcome, key: Int, at second: Double, _ operation: Operation = .create, subject: Int? = nil, in experiment: ExperimentID = .sequential,
        over connection: Int? = nil, resends: Int = 0
    ) {
        let departed = RunInstant.start + TimeSpan(seconds: second)
        let ended = departed + .milliseconds(1)
        let phase = ExperimentID.allCases.firstIndex(of: experiment) ?? 0
        var head: RunInstant?
        if case .responded = outcome { head = ended }
        attempts.append(Attempt(index: attempts.count, phase: phase, key: key, operation: operation, subject: subject ?? attempts.count,
                                scheduled: departed, departed: departed, head: head, completed: ended, outcome: outcome, connection: connection,
                                resends: resends))
    }

    /// A conforming answer of the contract's limiter, whose windows begin with whole windows of the run; past the quota, `refusal`.
    mutating func ask(_ key: Int, at second: Double, refusal: Outcome? = nil, in experiment: ExperimentID = .sequential) {
        let window = contract.window.inSeconds
        let began = (second / window).rounded(.down) * window
        let before = (used[key] ?? []).count { $0 >= began }
        if before < contract.quota {
            used[key, default: []].append(second)
            send(.responded(Self.response(201, fields(at: second, left: contract.quota - before - 1, began + window, 0))), key: key, at: second, in: experiment)
        } else {
            let wait = began + window - second
            send(refusal ?? .responded(Self.response(429, fields(at: second, left: 0, began + window, wait))), key: key, at: second, in: experiment)
        }
    }

    private func fields(at second: Double, left: Int, _ end: Double, _ wait: Double) -> [FieldLine] {
        let date = HTTPDate.format(WallInstant(epochSeconds: Self.epoch) + TimeSpan(seconds: second))
        var lines = [FieldLine("content-type", "application/json"), FieldLine("date", date)]
        if wait > 0 { lines.append(FieldLine("retry-after", "\(Int(wait.rounded(.up)))")) }
        guard contract.promisesAdvice else { return lines }
        return lines + [FieldLine("x-ratelimit-limit", "\(contract.quota)"), FieldLine("x-ratelimit-remaining", "\(left)"),
                        FieldLine("x-ratelimit-reset", "\(Self.epoch + Int(end.rounded(.up)))")]
    }

    static func response(_ status: Int, _ fields: [FieldLine] = [], body: String? = nil) -> Response {
        let usual = status == 429 ? #"{"error":"Rate limit exceeded","code":"rate_limit_exceeded"}"# : #"{"detail":"no"}"#
        return Response(status: status, fields: fields, excerpt: status < 400 ? nil : body ?? usual)
    }

    /// What a gateway says by itself.
    static func page(_ status: Int) -> Outcome {
        .responded(response(status, [FieldLine("content-type", "text/html")], body: "<html>\(status)</html>"))
    }

    var history: History {
        let keys = (0...(attempts.map(\.key).max() ?? 0)).map { KeyRecord(label: "otr_…\($0)", fresh: true) }
        let header = History.Header(
            tool: Tool(name: "rateproof", version: "test"), runID: "test", profileSource: "", profileName: "test", seed: 1,
            startedAt: WallInstant(epochSeconds: Self.epoch), target: TargetRecord(kind: "mock", url: nil), keys: keys,
            phases: ExperimentID.allCases.map { PhaseRecord(name: $0.rawValue, kind: .experiment) },
            environment: Environment(os: "test", cores: 1, fingerprint: "test"), command: "")
        let end = attempts.map(\.completed).max() ?? .start
        let ending = History.Ending(at: end, wall: WallInstant(epochSeconds: Self.epoch) + end.sinceStart, cpuSeconds: nil, partial: nil)
        return History(header: header, attempts: attempts, ending: ending)
    }

    var judgement: Judgement { Judge(contract).judge(history) }
}
