package import LeadsAPI
package import LoadEngine
import Synchronization
import Timeline

/// The leads API in virtual time: the real driver runs against it, and an hour takes milliseconds.
package struct SimulatedWorld: World {
    private let time: VirtualTime
    private let simulated: SimulatedTarget

    /// `serverClock` is the limiter's and the Date field's; `stalls` lets time pass although work is ready.
    package init(
        service: LeadsService.Settings, behaviour: ServiceBehaviour = .sound, network: NetworkModel, serverClock: SimulatedServerClock,
        spelling: RequestSpelling, seed: UInt64, stalls: Bool = false
    ) {
        time = VirtualTime(seed: seed, stalls: stalls)
        simulated = SimulatedTarget(
            clock: time.clock, service: LeadsService(service, behaviour: behaviour, started: serverClock.start),
            network: network, serverClock: serverClock, spelling: spelling, seed: seed)
    }

    package var clock: any RunClock { time.clock }
    package var target: any Target { simulated }

    package func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await time.run(body)
    }
}

/// The leads service behind a simulated network.
private final class SimulatedTarget: Target {
    private struct State { var service: LeadsService; var requests: UInt64 = 0; var isAborted = false }

    private let state: Mutex<State>
    private let clock: VirtualClock
    private let network: NetworkModel
    private let serverClock: SimulatedServerClock
    private let spelling: RequestSpelling
    private let seed: UInt64

    init(
        clock: VirtualClock, service: LeadsService, network: NetworkModel, serverClock: SimulatedServerClock,
        spelling: RequestSpelling, seed: UInt64
    ) {
        self.clock = clock
        self.network = network
        self.serverClock = serverClock
        self.spelling = spelling
        self.seed = seed
        state = Mutex(State(service: service))
    }

    func prepare(connections: Int) async throws(TargetUnavailable) {}
    func abort() { state.withLock { $0.isAborted = true } }
    func close() async {}

    func send(_ request: Request, deadline: RunInstant) async -> Exchange {
        let number = state.withLock { $0.requests += 1; return $0.requests }
        let fate = network.fate(of: number, seed: seed)
        do {
            let departed = clock.now
            try await clock.sleep(until: min(departed + fate.there, deadline))
            let ticket = arrive(request)
            try await clock.sleep(until: min(clock.now + fate.work, deadline))
            let response = finish(ticket)
            guard !fate.isLost, clock.now + fate.back < deadline else {
                try await clock.sleep(until: deadline)
                return Exchange(.indeterminate(.timeout))
            }
            try await clock.sleep(until: clock.now + fate.back)
            return Exchange(.responded(recorded(response, request.key)), head: clock.now)
        } catch {
            return Exchange(.indeterminate(.cancelled))
        }
    }

    private func arrive(_ request: Request) -> LeadsService.Ticket {
        let content = spelling.content(request)
        let now = serverClock.reading(at: clock.now)
        let api = APIRequest(method: content.method, path: content.path,
                             fields: content.fields.map { FieldLine($0.name.lowercased(), $0.value) }, body: content.body)
        return state.withLock { $0.service.arrive(api, at: now) }
    }

    private func finish(_ ticket: LeadsService.Ticket) -> APIResponse {
        let now = serverClock.reading(at: clock.now)
        var response = state.withLock { $0.service.finish(ticket, at: now) }
        response.fields.append(FieldLine("Date", serverClock.date(at: now)))
        return response
    }

    private func recorded(_ response: APIResponse, _ key: APIKey) -> Response {
        let fields = RecordedFields.select(response.fields.map { (name: $0.name.lowercased(), value: $0.value) }, hiding: key)
        let excerpt = response.status < 400 ? nil : RecordedFields.hide(key, in: String(decoding: response.body, as: UTF8.self))
        return Response(status: response.status, fields: fields, excerpt: excerpt)
    }
}
