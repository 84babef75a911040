import Conformance
import FoundationEssentials
import Limiters
import LoadEngine
import Measurement
import Profiles
import Testing
import Timeline

/// Goal: a profile means what it says, and a wrong one gets every problem named with its place and remedy. Method: texts in, profiles or problems out.
@Suite struct ProfileTests {
    static let minimal = """
        name: small
        target: { kind: mock }
        contract: { quota: 20, window: 4s }
        """

    private func problems(_ text: String, _ overrides: [Override] = []) -> [String] {
        do throws(ProfileError) {
            _ = try Profile(yaml: text, file: "p.yaml", overrides: overrides)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("every field is read")
    func whole() throws {
        let profile = try Profile(yaml: """
            name: whole
            summary: all of it
            target:
              kind: http
              url: http://127.0.0.1:8080
              timeout: 750ms
            contract: { quota: 7, window: 1.5s, dialect: none, operations: [create, delete] }
            keys: { from_environment: MY_KEYS }
            load:
              - { name: a, arrivals: { constant: { rate: 90/min } }, duration: 2m, in_flight: 3, record: false }
              - { name: b, arrivals: { closed: { workers: 4 } }, duration: 1h }
            checks: { only: [cnt-01, HDR-01], skip: [HDR-01] }
            thresholds: [{ metric: response_time.p99_9, outcome: limited, at_most: 50ms }]
            budget: { requests: 12 }
            in_flight: 9
            validity: { lag_p99: 5ms, missed: 2% }
            seed: 77
            """, file: "p.yaml")
        #expect(profile.target.url?.description == "http://127.0.0.1:8080/api/v1/leads")
        #expect(profile.target.timeout == .milliseconds(750))
        #expect(profile.contract.window == .milliseconds(1_500) && profile.contract.dialect.id == "none")
        #expect(profile.contract.operations == [.create, .delete])
        #expect(profile.keys == .environment("MY_KEYS"))
        #expect(profile.load[0].arrivals == .constant(Rate(count: 90, per: .seconds(60))) && !profile.load[0].recorded)
        #expect(profile.load[1].arrivals == .closed(workers: 4, thinkTime: .zero) && profile.load[1].duration == .seconds(3_600))
        #expect(profile.checks.contains("CNT-01") && !profile.checks.contains("HDR-01") && !profile.checks.contains("WIN-01"))
        #expect(profile.thresholds == [Threshold(.latency(.responseTime, .p999), outcome: .limited, .atMost, 50)])
        #expect(profile.budget == 12 && profile.inFlight == 9 && profile.seed == 77 && profile.validity.missedShare == 0.02)
    }

    @Test("every kind of arrivals is read, with what belongs to a load")
    func arrivals() throws {
        let profile = try Profile(yaml: Self.minimal + """

            checks: none
            history: judged
            load:
              - { name: a, arrivals: { ramp: { from: 10/s, to: 200/s } }, duration: 2m, keys: all, rate_per: key, pacing: coarse }
              - { name: b, arrivals: { steps: { rates: [50/s, 100/min] } }, duration: 1h, keys: 3, operations: { create: 8, duplicate: 1 } }
              - { name: c, arrivals: { poisson: { rate: 5/2s } }, duration: 1s, pacing: spin, key_weights: [8, 1, 1], bodies: { members: [data.id] } }
              - { name: d, arrivals: { bursts: { count: 100, every: 10s } }, duration: 1s, bodies: { share: 5% } }
              - { name: e, arrivals: { closed: { workers: 4, think_time: 50ms } }, duration: 1s }
            """, file: "p.yaml")
        let perSecond = { (count: Int) in Rate(count: count, per: .seconds(1)) }
        #expect(profile.load.map(\.arrivals) == [
            .ramp(from: perSecond(10), to: perSecond(200)), .steps([perSecond(50), Rate(count: 100, per: .seconds(60))]),
            .poisson(Rate(count: 5, per: .seconds(2))), .bursts(count: 100, every: .seconds(10)), .closed(workers: 4, thinkTime: .milliseconds(50)),
        ])
        #expect(profile.load.map(\.keys) == [.max, 3, 3, nil, nil] && profile.load[2].keyWeights == [8, 1, 1] && profile.load[0].isRatePerKey && !profile.load[1].isRatePerKey)
        #expect(profile.load.map(\.pacing) == [.coarse, .precise, .spin, .precise, .precise])
        #expect(profile.load[1].mix == OperationMix([.init(.create, weight: 8), .init(.create, isDuplicate: true, weight: 1)]))
        #expect(profile.load.map(\.bodies) == [nil, nil, BodyCheck(share: 0.01, members: ["data.id"]), BodyCheck(share: 0.05, members: []), nil])
        #expect(profile.checks.isOff && profile.history == .judged && profile.load.allSatisfy { !$0.keepsAttempts })
    }

    @Test("loads that no machine sends are refused with what is possible", arguments: [
        ("{ constant: { rate: 90000000000000000/2500000h } }", "no machine sends that"), ("{ poisson: { rate: 1/2500000h } }", "no machine sends that"),
        ("{ bursts: { count: 100000, every: 0.001us } }", "are no bursts"), ("{ steps: { rates: [] } }", "there are no steps"),
        ("{ steps: { rates: [\(Array(repeating: "1/s", count: 200).joined(separator: ", "))] } }", "more than 100 steps"),
        ("{ constant: { rate: 1/s }, closed: { workers: 1 } }", "must be one of"), ("{}", "must be one of"),
    ])
    func impossible(arrivals: String, message: String) {
        let found = problems(Self.minimal + "\nload: [{ name: a, arrivals: \(arrivals), duration: 168h }]")
        #expect(found.count == 1 && found.first?.contains(message) == true, "\(found)")
    }

    @Test("weights of keys exclude what would contradict them", arguments: [
        ("keys: 3, key_weights: [1, 1]", "exclude each other"), ("rate_per: key, key_weights: [1, 1]", "nothing to weigh"), ("key_weights: []", "there are no weights"),
        ("key_weights: [0]", "1 to 1000000"), ("bodies: { share: 0% }", "nothing would be looked at"), ("bodies: { share: 101% }", "share"),
    ])
    func weights(fields: String, message: String) {
        let found = problems(Self.minimal + "\nload: [{ name: a, arrivals: { constant: { rate: 1/s } }, duration: 1s, \(fields) }]")
        #expect(found.first?.contains(message) == true, "\(found)")
    }

    @Test("what a transport cannot do is said at once")
    func transports() {
        let http = "name: a\ncontract: { quota: 1, window: 1s }\ntarget: { kind: http, authorized: true, url: \"https://a.example/\", "
        #expect(problems(http + "transport: epoll }").first?.contains("speaks plain HTTP") == true)
        #expect(problems(http + "transport: epoll, http: \"2\" }").count == 2)
        #expect(problems(http + "transport: nio, http: \"2\" }").isEmpty)
        #expect(problems(http + "socket: /run/api.sock }").first?.contains("takes the place of one http url") == true)
        #expect(problems("name: a\ncontract: { quota: 1, window: 1s }\ntarget: { kind: http, url: \"http://api.example/\", socket: /run/api.sock }").isEmpty)
        #expect(problems(http + "http: \"3\" }").first?.contains("1.1, 2") == true)
    }

    @Test("all problems come at once, each with its place")
    func allProblems() {
        let found = problems("""
            name: wrong
            target: { kind: mokc }
            contract:
              quota: -3
              window: 0s
              qouta: 5
            load:
              - { name: a, arrivals: { constant: { rate: -5/s } }, duration: 3 }
            """)
        #expect(found == [
            "p.yaml:2:17, target.kind: kind is \"mokc\". Give one of self-hosted, mock, http.",
            "p.yaml:4:10, contract.quota: quota is \"-3\". Give a whole number from 1 to 1000000.",
            "p.yaml:5:11, contract.window: window is \"0s\". Give a duration above zero, such as 60s, 500ms or 2m.",
            "p.yaml:6:3, contract.qouta: unknown field \"qouta\". Did you mean \"quota\"?",
            "p.yaml:8:46, load.0.arrivals.constant.rate: rate is \"-5/s\". Give a rate above zero, such as 50/s or 100/min.",
            "p.yaml:8:66, load.0.duration: duration is \"3\": it has no unit. Give a duration above zero, such as 60s, 500ms or 2m.",
        ])
    }

    @Test("a text that is no profile says so", arguments: [
        ("", "is empty"), ("- a\n- b", "not a mapping"), ("a: [1", "not YAML"), ("a: 1\na: 2", "not YAML"), ("just words", "not a mapping"),
    ])
    func foreign(text: String, message: String) {
        #expect(problems(text).count == 1 && problems(text)[0].contains(message), "\(problems(text))")
    }

    @Test("an override wins over the file and over the variant of the target's kind, and is blamed for its own mistakes")
    func overrides() throws {
        let text = Self.minimal + "\nper_target: { mock: { contract: { quota: 100 } }, http: { contract: { quota: 1 } } }"
        #expect(try Profile(yaml: text, file: "p.yaml").contract.quota == 100)
        let set = try #require(Override(assignment: "contract.quota=5"))
        let profile = try Profile(yaml: text, file: "p.yaml", overrides: [set])
        #expect(profile.contract.quota == 5)
        // The text that is kept with a history gives the same profile without the overrides.
        #expect(try Profile(yaml: profile.source, file: "kept").contract == profile.contract)

        let wrong = try #require(Override(assignment: "contract.window=never"))
        #expect(problems(text, [wrong]) == [
            "--set contract.window=never, contract.window: window is \"never\". Give a duration above zero, such as 60s, 500ms or 2m.",
        ])
        let nowhere = try #require(Override(assignment: "load.7.duration=3s"))
        #expect(problems(text + "\nload: []", [nowhere])[0].contains("no such place"))
        #expect(Override(assignment: "=5") == nil && Override(assignment: "quota") == nil)
    }

    @Test("a host that is not this machine needs its owner's consent", arguments: [
        ("http://127.0.0.1:80", true), ("http://localhost", true), ("http://[::1]:8080", true), ("https://127.9.9.9", true),
        ("https://api.example.com", false), ("http://10.0.0.1", false), ("http://127.0.0.1.example.com", false), ("http://1270.0.0.1", false),
    ])
    func consent(url: String, isLoopback: Bool) throws {
        let target = Self.minimal.replacing("{ kind: mock }", with: "{ kind: http, url: \"\(url)\" }")
        #expect(problems(target).isEmpty == isLoopback)
        let agreed = Override(path: "target.authorized", value: "true", flag: "--authorized")
        #expect(problems(target, [agreed]).isEmpty)
    }

    @Test("an address that cannot be used is explained", arguments: [
        "ftp://x", "localhost:80", "http://", "http://user:pw@127.0.0.1", "http://127.0.0.1:99999", "http://127.0.0.1/#a", "http://a b/",
        "http://[::1]8080",
    ])
    func addresses(text: String) {
        #expect(throws: TargetURL.Malformed.self) { try TargetURL(text) }
    }

    @Test("durations and rates carry their unit", arguments: [
        ("60s", TimeSpan.seconds(60)), ("500ms", .milliseconds(500)), ("1.5s", .milliseconds(1_500)), ("2m", .seconds(120)), ("2min", .seconds(120)),
        ("1h", .seconds(3_600)), ("250us", .microseconds(250)), ("60", nil), ("s", nil), ("1e3s", nil), ("0x1s", nil), ("nans", nil), ("1 s", nil),
    ] as [(String, TimeSpan?)])
    func durations(text: String, span: TimeSpan?) {
        #expect(Quantities.duration(text) == span)
    }

    @Test("rates are exact", arguments: [
        ("50/s", Rate(count: 50, per: .seconds(1))), ("100/min", Rate(count: 100, per: .seconds(60))),
        ("1.5/s", Rate(count: 15, per: .seconds(10))), ("5/2s", Rate(count: 5, per: .seconds(2))), ("5", nil), ("5/", nil), ("/s", nil), ("5/0s", nil),
        ("99999999999999999999/s", nil), ("1.000001/10h", nil),
    ] as [(String, Rate?)])
    func rates(text: String, rate: Rate?) {
        #expect(Quantities.rate(text) == rate)
    }

    @Test("the profiles of the folder are those that the tool brings along, and whole")
    func shipped() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../profiles").standardized
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".yaml") }.sorted()
        #expect(files == ShippedProfiles.all.map { "\($0.name).yaml" })
        let agreed = Override(path: "target.authorized", value: "true", flag: "--authorized")
        for shipped in ShippedProfiles.all {
            #expect(try String(contentsOf: folder.appending(path: "\(shipped.name).yaml"), encoding: .utf8) == shipped.text)
            #expect(try Profile(yaml: shipped.text, file: shipped.name, overrides: [agreed]).name == shipped.name)
            #expect(!shipped.summary.isEmpty)
        }
    }

    @Test("a threshold names what is measured, and its limit in that unit", arguments: [
        ("{ metric: rate, at_least: 500/s }", Threshold(.rate, outcome: nil, .atLeast, 500)),
        ("{ metric: rate, outcome: admitted, at_least: 60/min }", Threshold(.rate, outcome: .admitted, .atLeast, 1)),
        ("{ metric: share, outcome: failed, at_most: 0.1% }", Threshold(.share, outcome: .failed, .atMost, 0.1)),
        ("{ metric: lag.p99, at_most: 5ms }", Threshold(.latency(.lag, .p99), outcome: nil, .atMost, 5)),
        ("{ metric: service_time.max, outcome: all, at_most: 1s }", Threshold(.latency(.serviceTime, .max), outcome: nil, .atMost, 1_000)),
        ("{ metric: cpu, at_most: 150% }", Threshold(.cpu, outcome: nil, .atMost, 150)),
    ])
    func thresholds(text: String, expected: Threshold) throws {
        let profile = try Profile(yaml: "name: x\ncontract: { quota: 1, window: 1s }\ntarget: { kind: mock }\nthresholds: [\(text)]", file: "x.yaml")
        #expect(profile.thresholds == [expected])
    }

    @Test("a threshold on what is not measured, or without a limit, is refused with its place", arguments: [
        ("{ metric: respons_time.p99, outcome: admitted, at_most: 5ms }", "x.yaml:4:24, thresholds.0.metric"),
        ("{ metric: rate }", "thresholds.0.at_most"), ("{ metric: rate, at_most: 5ms }", "a rate above zero"),
        ("{ metric: cpu, outcome: admitted, at_most: 5% }", "has no outcome"),
        ("{ metric: response_time.p50, at_most: 5ms }", "thresholds.0.outcome"), ("{ metric: rate, at_most: 5/s, at_least: 1/s }", "exclude each other"),
    ])
    func badThresholds(text: String, said: String) {
        let error = #expect(throws: ProfileError.self) {
            try Profile(yaml: "name: x\ncontract: { quota: 1, window: 1s }\ntarget: { kind: mock }\nthresholds: [\(text)]", file: "x.yaml")
        }
        #expect(error?.description.contains(said) == true, "\(error?.description ?? "")")
    }
}
