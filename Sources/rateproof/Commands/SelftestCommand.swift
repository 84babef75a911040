import ArgumentParser
import Endpoints
import Conformance
import FoundationEssentials
import Limiters
import SelfTest
import Timeline

struct SelftestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selftest", abstract: "Judge the judge: every defect and every sound limiter in virtual time.",
        discussion: """
            Examples:
              rateproof selftest --out docs/selftest.md       every defect against every check, pairs of defects, sound limiters
              rateproof selftest --soundness 1-4000           sound limiters under hostile networks and clocks, for each of these seeds
              rateproof selftest --promises --soundness 1-200 the same of sliding windows, buckets, queues and several limits at once
              rateproof selftest --recognition 1-200          every algorithm, to be recognised, for each of these seeds
            """)

    @Option(help: "Quota of the simulated contract, for each window of 60 s.")
    var quota = 100

    @Option(help: "Pairs of defects to try.")
    var pairs = 200

    @Option(help: "What randomness starts from.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Judge sound limiters for these seeds instead.", valueName: "first-last"))
    var soundness: String?

    @Option(help: ArgumentHelp("Recognise every algorithm for these seeds instead.", valueName: "first-last"))
    var recognition: String?

    @Flag(help: "Promise something else than a fixed window: buckets, sliding windows, queues, several limits at once.")
    var promises = false

    @Option(help: "Of the promises, this one only.")
    var promise: PromiseClass?

    @Flag(help: "Give the keys and state that they are the run's alone; with --soundness, although somebody else uses them.")
    var exclusiveKeys = false

    @Option(help: "What is asked of the simulated server: the leads API, or GET with a bearer token.")
    var endpoint = SelfTestEndpoint.leads

    @Option(help: ArgumentHelp("Write the result here as Markdown.", valueName: "file"))
    var out: String?

    private static let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)

    func validate() throws {
        guard (2...10_000).contains(quota) else { throw ValidationError("--quota \(quota): give a number from 2 to 10000.") }
        guard (0...10_000).contains(pairs) else { throw ValidationError("--pairs \(pairs): give a number from 0 to 10000.") }
    }

    func run() async throws {
        if promises || promise != nil {
            try await judgePromises()
        } else if let soundness {
            try await judgeSound(try Self.seeds(soundness, "--soundness"))
        } else if let recognition {
            try await recognise(try Self.seeds(recognition, "--recognition"))
        } else {
            try await judgeDefects()
        }
    }

    private static func seeds(_ text: String, _ flag: String) throws -> ClosedRange<UInt64> {
        let parts = text.split(separator: "-").compactMap { UInt64($0) }
        guard parts.count == 2, parts[0] <= parts[1] else { throw Mistake("\(flag) \(text): give two seeds, such as 1-200.") }
        return parts[0]...parts[1]
    }

    private func judgeDefects() async throws {
        let matrix = DefectMatrix(quota: quota, window: .seconds(60), seed: seed, givenKeys: exclusiveKeys, endpoint: endpoint.endpoint)
        Terminal.note("defects one by one …")
        let singles = await matrix.singles(workers: Self.workers)
        Terminal.note("pairs of defects …")
        let report = SelfTestReport(matrix, singles: singles, pairs: await matrix.pairs(pairs, workers: Self.workers),
                                    sound: await matrix.sound(workers: Self.workers))
        if let out {
            guard FileManager.default.createFile(atPath: out, contents: Data(report.markdown.utf8)) else { throw Mistake("\(out) cannot be written.") }
        }
        Terminal.say(report.summary)
        throw ArgumentParser.ExitCode(report.isGood ? 0 : 1)
    }

    private func judgeSound(_ seeds: ClosedRange<UInt64>) async throws {
        let outcomes = await Soundness.sweep(seeds, workers: Self.workers, sharedKeys: exclusiveKeys, endpoint: endpoint.endpoint) {
            if $0 % 1_000 == 0 { Terminal.note("\($0) runs …") }
        }
        let wrong = outcomes.filter { !$0.failures.isEmpty }
        for outcome in wrong.prefix(40) {
            for failure in outcome.failures { Terminal.say("\(outcome.algorithm.rawValue), seed \(outcome.seed): \(failure.id) \(failure.observed)") }
        }
        for outcome in outcomes.filter({ $0.offsetIsInside == false }).prefix(40) {
            Terminal.say("\(outcome.algorithm.rawValue), seed \(outcome.seed): the clock's true offset lies outside its interval")
        }
        let clocks = outcomes.compactMap(\.offsetIsInside)
        Terminal.say("\(outcomes.count) runs of sound limiters, \(wrong.count) failed; the true clock offset lay inside its interval in "
                        + "\(clocks.count { $0 }) of \(clocks.count)")
        throw ArgumentParser.ExitCode(wrong.isEmpty && clocks.allSatisfy { $0 } ? 0 : 1)
    }

    private func judgePromises() async throws {
        let classes = promise.map { [$0] } ?? PromiseClass.allCases
        guard let soundness else {
            let rows = await PromiseMatrix(seed: seed).rows(classes, workers: Self.workers)
            for row in rows where !row.isNamed { Terminal.say(row.complaint) }
            Terminal.say(PromiseMatrix.summary(rows))
            throw ArgumentParser.ExitCode(rows.allSatisfy(\.isKilled) ? 0 : 1)
        }
        let outcomes = await PromiseSoundness.sweep(classes, try Self.seeds(soundness, "--soundness"), workers: Self.workers) {
            if $0 % 1_000 == 0 { Terminal.note("\($0) runs …") }
        }
        let wrong = outcomes.filter { !$0.failures.isEmpty }
        for outcome in wrong.prefix(40) {
            for failure in outcome.failures { Terminal.say("\(outcome.promise.rawValue), seed \(outcome.seed): \(failure.id) \(failure.observed)") }
        }
        for one in classes {
            let runs = outcomes.filter { $0.promise == one }
            Terminal.say("\(one.rawValue): \(runs.count) runs of sound limiters, \(runs.count { !$0.failures.isEmpty }) failed, "
                            + "\(runs.count { $0.verdict == .pass }) passed")
        }
        throw ArgumentParser.ExitCode(wrong.isEmpty ? 0 : 1)
    }

    private func recognise(_ seeds: ClosedRange<UInt64>) async throws {
        let outcomes = await Recognition.sweep(seeds, workers: Self.workers) { if $0 % 500 == 0 { Terminal.note("\($0) runs …") } }
        let wrong = outcomes.filter { !$0.isRight }
        for outcome in wrong.prefix(40) { Terminal.say("\(outcome.algorithm.rawValue), seed \(outcome.seed): taken for \(outcome.taken)") }
        Terminal.say("\(outcomes.count) runs of \(Algorithm.allCases.count) algorithms, \(outcomes.count - wrong.count) recognised")
        throw ArgumentParser.ExitCode(wrong.isEmpty ? 0 : 1)
    }
}

extension PromiseClass: ExpressibleByArgument {}

enum SelfTestEndpoint: String, ExpressibleByArgument, CaseIterable {
    case leads, search

    var endpoint: Endpoint { self == .leads ? .leads() : .search }
}
