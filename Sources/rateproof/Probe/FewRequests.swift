import Conformance
import Endpoints
import FoundationEssentials
import HTTPTransport
import Limiters
import LoadEngine
import Profiles
import ReferenceServer
import Reporting
import Timeline

/// Sends a few requests one by one, for what has to be known before a run.
struct FewRequests {
    let request: RunRequest
    private let url: TargetURL

    init(_ request: RunRequest) throws {
        guard let url = request.profile.target.url else {
            throw Mistake("only a server can be asked: give a URL, or a profile with target.kind: http.")
        }
        self.request = request
        self.url = url
    }

    /// What a few requests brought, with the wall clock's instant at which each departed.
    struct Answer: Sendable {
        var attempt: Attempt
        var departed: WallInstant
    }

    private var spelling: RequestSpelling { request.profile.spelling(runID: RunID.make(WallClock.now)) }

    private func addresses(_ version: HTTPVersion) -> [NodeAddress] {
        var target = request.profile.target
        target.version = version
        target.nodes = []
        return NodeAddresses(target, environment: ProcessInfo.processInfo.environment).all(url, connections: 4)
    }

    private func world(_ sources: Int) throws -> SocketWorld {
        let target = request.profile.target
        return try SocketWorld(addresses(target.version), spelling: spelling, transport: target.transport, sources: sources)
    }

    /// Throws: `EarlyEnd` where the target cannot be reached.
    func send(_ operations: [Timeline.Operation]) async throws -> [Answer] {
        let profile = request.profile
        let sources = max(1, profile.target.sources.count)
        do {
            let world = try world(sources)
            let recorder = Recorder(budget: operations.count)
            let driver = Driver(
                world: world, keys: request.keys, recorder: recorder, timeout: profile.target.timeout,
                reading: AnswerReading(rules: profile.endpoint.answers, sources: sources))
            let started = world.clock.wallTime(at: .start) { WallClock.now }
            let answers = try await world.run {
                try await world.target.prepare(connections: 1)
                var answers: [Answer] = []
                for operation in operations {
                    let attempt = try await driver.send(operation, subject: driver.newSubject(), key: 0, phase: 0)
                    answers.append(Answer(attempt: attempt, departed: started + (attempt.departed ?? attempt.scheduled).sinceStart))
                }
                return answers
            }
            await world.shutDown()
            return answers
        } catch let problem as TargetUnavailable {
            throw EarlyEnd(reason: problem.description, status: ExitStatus.invalid)
        } catch let stop as Driver.Stop {
            throw EarlyEnd(reason: stop.description, status: ExitStatus.invalid)
        }
    }

    /// Whether a connection of a version can be opened; nothing is asked on it.
    func opens(_ version: HTTPVersion) async -> Bool {
        guard let world = try? SocketWorld(addresses(version), spelling: spelling) else { return false }
        let isOpen = (try? await world.run { try await world.target.prepare(connections: 1) }) != nil
        await world.shutDown()
        return isOpen
    }
}
