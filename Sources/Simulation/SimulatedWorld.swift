import Endpoints
package import LeadsAPI
package import LoadEngine
import Synchronization
package import Timeline
import WireFormat

/// The leads API in virtual time: the real driver runs against it, and an hour takes milliseconds.
package struct SimulatedWorld: World {
    private let time: VirtualTime
    private let simulated: SimulatedTarget

    /// `serverClock` is the limiter's and the Date field's; `stalls` lets time pass although work is ready; with a `foreignInterval` somebody
    /// else uses every key about that often; `manners` are what else the limiter is not to blame for.
    package init(
        service: LeadsService.Settings, behaviour: ServiceBehaviour = .sound, network: NetworkModel, serverClock: SimulatedServerClock,
        spelling: RequestSpelling, seed: UInt64, stalls: Bool = false, foreignInterval: TimeSpan? = nil,
        manners: BadManners = BadManners()
    ) {
        time = VirtualTime(seed: seed, stalls: stalls, stops: manners.stops)
        simulated = SimulatedTarget(
            time: time, service: LeadsService(service, behaviour: behaviour.lowering(manners.lowering, serverClock), started: serverClock.start),
            network: network, serverClock: serverClock, manners: manners, spelling: spelling, seed: seed,
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
        var dates: DateTexts
    }

    private let state: Mutex<State>
    /// Ours, which stands still while we are stopped, and the world's.
    private let clock: VirtualClock
    private let world: VirtualClock
    private let stops: OwnStops?
    private let secondDate: TimeSpan?
    private let network: NetworkModel
    private let serverClock: SimulatedServerClock
    private let spelling: RequestSpelling
    private let seed: UInt64

    init(
        time: VirtualTime, service: LeadsService, network: NetworkModel, serverClock: SimulatedServerClock, manners: BadManners,
        spelling: RequestSpelling, seed: UInt64, stranger: Stranger?
    ) {
        clock = time.clock
        world = time.undisturbed
        (stops, secondDate) = (manners.stops, manners.secondDate)
        self.network = network
        self.serverClock = serverClock
        self.spelling = spelling
        self.seed = seed
        state = Mutex(State(service: service, stranger: stranger, dates: DateTexts(serverClock, manners.dates, seed: seed)))
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
        let (number, connection, carried) = state.withLock { state in
            state.requests += 1
            let connection = state.connections.take(own: request.wantsOwnConnection)
            return (state.requests, connection, state.connections.carry(connection))
        }
        let mishap = network.manners.mishap(of: number, seed: seed, at: clock.now, carried: carried)
        // A connection that was reset carries nothing any more.
        defer { if !request.wantsOwnConnection, !mishap.isReset { state.withLock { $0.connections.giveBack(connection) } } }
        var exchange = await exchange(request, number, connection, mishap, deadline: deadline)
        exchange.connection = connection
        if case .turnedAway = mishap { exchange.resends = 1 }
        return exchange
    }

    private func exchange(
        _ request: Request, _ number: UInt64, _ connection: Int, _ mishap: NetworkManners.Mishap, deadline: RunInstant
    ) async -> Exchange {
        let fate = network.fate(of: number, seed: seed)
        do {
            // A stop may come after the clock was read and before the bytes leave.
            let departed = stops?.running(at: clock.now + .microseconds(50)) ?? clock.now
            try await world.sleep(until: min(departed + fate.there, deadline))
            if mishap == .reset(isCounted: false) { return Exchange(.indeterminate(.reset)) }
            if case .turnedAway(let isCounted) = mishap {
                if isCounted { _ = finish(arrive(request, over: connection), connection, number) }
                try await world.sleep(until: min(clock.now + fate.back + fate.there, deadline))
            }
            var response: APIResponse
            if case .page(let status, isCounted: false) = mishap {
                response = page(status)
            } else {
                let ticket = arrive(request, over: connection)
                try await world.sleep(until: min(clock.now + fate.work + ticket.delay, deadline))
                response = finish(ticket, connection, number)
                if case .page(let status, _) = mishap { response = page(status) }
                if mishap == .reset(isCounted: true) { return Exchange(.indeterminate(.reset)) }
            }
            guard !fate.isLost, clock.now + fate.back < deadline else {
                try await clock.sleep(until: deadline)
                return Exchange(.indeterminate(.timeout))
            }
            try await clock.sleep(until: clock.now + fate.back)
            let read = recorded(response, request.key)
            var exchange = Exchange(.responded(read), head: clock.now)
            if request.wantsBody { exchange.body = response.body }
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
                             connection: connection, node: request.node, credential: spelling.endpoint.credential)
        return state.withLock { state in
            // What a stranger did meanwhile shows at the next request only, so it is done then.
            for instant in state.stranger?.instants(on: request.key.secret, until: clock.now) ?? [] {
                _ = state.service.respond(to: Stranger.request(request.key.secret, at: instant), at: serverClock.reading(at: instant))
            }
            return state.service.arrive(api, at: now)
        }
    }

    private func finish(_ ticket: LeadsService.Ticket, _ connection: Int, _ number: UInt64) -> APIResponse {
        let now = serverClock.reading(at: clock.now)
        var response = state.withLock { $0.service.finish(ticket, at: now) }
        switch response.date {
        case .asUsual:
            let text = state.withLock { $0.dates.text(at: clock.now, connection: connection, request: number) }
            response.fields.append(FieldLine("Date", text))
        case .text(let text): response.fields.append(FieldLine("Date", text))
        case .absent: break
        }
        if let secondDate { response.fields.append(FieldLine("Date", HTTPDate.format(now + secondDate))) }
        return response
    }

    /// What a gateway says by itself.
    private func page(_ status: Int) -> APIResponse {
        var response = APIResponse(status: status, body: "")
        response.body = Array("<html><body>\(status)</body></html>".utf8)
        let date = HTTPDate.format(serverClock.reading(at: clock.now) + network.manners.gatewaySkew)
        response.fields = [FieldLine("Content-Type", "text/html"), FieldLine("Date", date)]
        return response
    }

    private func recorded(_ response: APIResponse, _ key: APIKey) -> Response {
        let fields = spelling.recorded.select(response.fields.map { (name: $0.name.lowercased(), value: $0.value) }, hiding: key, status: response.status)
        let excerpt = response.status < 400 ? nil : RecordedFields.hide(key, in: String(decoding: response.body, as: UTF8.self))
        return Response(status: response.status, fields: fields, excerpt: excerpt)
    }
}

extension ServiceBehaviour {
    fileprivate func lowering(_ lowered: LoweredLimit?, _ clock: SimulatedServerClock) -> ServiceBehaviour {
        guard let lowered else { return self }
        var behaviour = self
        let limiter = limiter
        let (from, until) = (clock.reading(at: lowered.at), lowered.until.map { clock.reading(at: $0) })
        behaviour.limiter = { LoweredQuota(inner: limiter($0, $1), from: from, until: until, by: lowered.by) }
        return behaviour
    }
}

/// Numbers for connections, used in turn as a real pool uses them.
private struct Connections {
    private var idle: [Int] = []
    private var first = 0
    private var opened = 0
    /// How many requests each carried.
    private var carried: [Int: Int] = [:]

    /// How many requests a connection carried before this one.
    mutating func carry(_ connection: Int) -> Int {
        defer { carried[connection, default: 0] += 1 }
        return carried[connection] ?? 0
    }

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
