package import LeadsAPI
package import LoadEngine
import Synchronization
package import Timeline

/// The leads API in virtual time: the real driver runs against it, and an hour takes milliseconds.
package struct SimulatedWorld: World {
    private let time: VirtualTime
    private let simulated: SimulatedTarget

    /// `serverClock` is the limiter's and the Date field's; `stalls` lets time pass although work is ready; with a `foreignInterval` somebody
    /// else uses every key about that often.
    package init(
        service: LeadsService.Settings, behaviour: ServiceBehaviour = .sound, network: NetworkModel, serverClock: SimulatedServerClock,
        spelling: RequestSpelling, seed: UInt64, stalls: Bool = false, foreignInterval: TimeSpan? = nil
    ) {
        time = VirtualTime(seed: seed, stalls: stalls)
        simulated = SimulatedTarget(
            clock: time.clock, service: LeadsService(service, behaviour: behaviour, started: serverClock.start),
            network: network, serverClock: serverClock, spelling: spelling, seed: seed,
            stranger: foreignInterval.map { Stranger(interval: $0, seed: seed) })
    }

    package var clock: any RunClock { time.clock }
    package var target: any Target { simulated }
    package var hooks: Set<Hook> { Set(Hook.allCases) }

    package func perform(_ hook: Hook) async throws { simulated.perform(hook) }

    package func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await time.run(body)
    }
}

/// The leads service behind a simulated network.
private final class SimulatedTarget: Target {
    private struct State {
        var service: LeadsService
        var requests: UInt64 = 0
        var isAborted = false
        var connections = Connections()
        var stranger: Stranger?
    }

    private let state: Mutex<State>
    private let clock: VirtualClock
    private let network: NetworkModel
    private let serverClock: SimulatedServerClock
    private let spelling: RequestSpelling
    private let seed: UInt64

    init(
        clock: VirtualClock, service: LeadsService, network: NetworkModel, serverClock: SimulatedServerClock,
        spelling: RequestSpelling, seed: UInt64, stranger: Stranger?
    ) {
        self.clock = clock
        self.network = network
        self.serverClock = serverClock
        self.spelling = spelling
        self.seed = seed
        state = Mutex(State(service: service, stranger: stranger))
    }

    func prepare(connections: Int) async throws(TargetUnavailable) { state.withLock { $0.connections.prepare(connections) } }
    func abort() { state.withLock { $0.isAborted = true } }
    func close() async {}

    func perform(_ hook: Hook) {
        state.withLock { state in
            switch hook {
            case .restart: state.service.restart()
            case .outageBegins: state.service.loseStore()
            case .outageEnds: state.service.regainStore()
            }
        }
    }

    func send(_ request: Request, deadline: RunInstant) async -> Exchange {
        let (number, connection) = state.withLock { state in
            state.requests += 1
            return (state.requests, state.connections.take(own: request.wantsOwnConnection))
        }
        defer { if !request.wantsOwnConnection { state.withLock { $0.connections.giveBack(connection) } } }
        var exchange = await exchange(request, number, connection, deadline: deadline)
        exchange.connection = connection
        return exchange
    }

    private func exchange(_ request: Request, _ number: UInt64, _ connection: Int, deadline: RunInstant) async -> Exchange {
        let fate = network.fate(of: number, seed: seed)
        do {
            let departed = clock.now
            try await clock.sleep(until: min(departed + fate.there, deadline))
            let ticket = arrive(request, over: connection)
            try await clock.sleep(until: min(clock.now + fate.work + ticket.delay, deadline))
            let response = finish(ticket)
            guard !fate.isLost, clock.now + fate.back < deadline else {
                try await clock.sleep(until: deadline)
                return Exchange(.indeterminate(.timeout))
            }
            try await clock.sleep(until: clock.now + fate.back)
            let read = recorded(response, request.key)
            var exchange = Exchange(.responded(read), head: clock.now)
            if request.wantsBody, read.isAdmitted { exchange.body = response.body }
            return exchange
        } catch {
            return Exchange(.indeterminate(.cancelled))
        }
    }

    private func arrive(_ request: Request, over connection: Int) -> LeadsService.Ticket {
        let content = spelling.content(request)
        let now = serverClock.reading(at: clock.now)
        let api = APIRequest(method: content.method, path: content.path,
                             fields: content.fields.map { FieldLine($0.name.lowercased(), $0.value) }, body: content.body,
                             connection: connection, node: request.node)
        return state.withLock { state in
            // What a stranger did meanwhile shows at the next request only, so it is done then.
            for instant in state.stranger?.instants(on: request.key.secret, until: clock.now) ?? [] {
                _ = state.service.respond(to: Stranger.request(request.key.secret, at: instant), at: serverClock.reading(at: instant))
            }
            return state.service.arrive(api, at: now)
        }
    }

    private func finish(_ ticket: LeadsService.Ticket) -> APIResponse {
        let now = serverClock.reading(at: clock.now)
        var response = state.withLock { $0.service.finish(ticket, at: now) }
        switch response.date {
        case .asUsual: response.fields.append(FieldLine("Date", serverClock.date(at: now)))
        case .text(let text): response.fields.append(FieldLine("Date", text))
        case .absent: break
        }
        return response
    }

    private func recorded(_ response: APIResponse, _ key: APIKey) -> Response {
        let fields = RecordedFields.select(response.fields.map { (name: $0.name.lowercased(), value: $0.value) }, hiding: key)
        let excerpt = response.status < 400 ? nil : RecordedFields.hide(key, in: String(decoding: response.body, as: UTF8.self))
        return Response(status: response.status, fields: fields, excerpt: excerpt)
    }
}

/// Numbers for connections, used in turn as a real pool uses them.
private struct Connections {
    private var idle: [Int] = []
    private var first = 0
    private var opened = 0

    mutating func prepare(_ count: Int) { for _ in 0..<count { idle.append(open()) } }

    mutating func take(own: Bool) -> Int {
        guard !own, first < idle.count else { return open() }
        defer {
            first += 1
            if first > 4_096 { idle.removeFirst(first); first = 0 }
        }
        return idle[first]
    }

    mutating func giveBack(_ connection: Int) { idle.append(connection) }

    private mutating func open() -> Int {
        opened += 1
        return opened
    }
}
