package import Endpoints
package import Limiters
package import Timeline
import WireFormat

/// The whole leads API as pure state: keys, workspaces, one limiter over all routes, advice on every response.
///
/// A request arrives, then it is finished. A sound service decides everything on arrival; the two steps exist because real
/// services do their work in between, which is where races live.
package struct LeadsService: Sendable {
    package struct Settings: Sendable {
        package var quota: Int
        package var window: TimeSpan
        package var algorithm: Algorithm
        package var keys: KeyPolicy
        package var writer: AdviceWriter
        /// Whether 400, 404, 409 and 422 use quota; the contract leaves it open.
        package var chargesRefused: Bool
        package var contactLimit: Int
        /// Takes the place of `algorithm`: what several limits at once, or a bucket of another size, enforce.
        package var limiter: (any Limiter)?
        /// What is done while the counters cannot be reached.
        package var whenStoreIsGone = StoreLoss.refuse
        /// What is served: the leads API, or requests of another kind by what a profile says of them.
        package var endpoint = Endpoint.leads()

        package init(
            quota: Int, window: TimeSpan, algorithm: Algorithm = .fixedWindowEpoch, keys: KeyPolicy = .anyWithPrefix,
            writer: AdviceWriter = AdviceWriter(), chargesRefused: Bool = true, contactLimit: Int = 10_000_000
        ) {
            self.quota = quota
            self.window = window
            self.algorithm = algorithm
            self.keys = keys
            self.writer = writer
            self.chargesRefused = chargesRefused
            self.contactLimit = contactLimit
        }
    }

    package enum StoreLoss: Sendable {
        /// 503 for everything that would have to be counted.
        case refuse
        /// Everything is admitted and nothing is counted.
        case admit
    }

    /// Which keys are valid, and whose workspace they open.
    package enum KeyPolicy: Sendable {
        /// Every key that starts with `otr_`; all share one workspace.
        case anyWithPrefix
        /// These keys only, each with the name of its workspace, and none that does not begin as keys of the leads API do.
        case listed([String: String])
        /// These keys only, however they begin; all share one workspace.
        case these(Set<String>)

        package func workspace(of key: String?) -> String? {
            guard let key else { return nil }
            switch self {
            case .anyWithPrefix: return key.hasPrefix("otr_") ? "default" : nil
            case .listed(let workspaces): return key.hasPrefix("otr_") ? workspaces[key] : nil
            case .these(let keys): return keys.contains(key) ? "default" : nil
            }
        }
    }

    /// A request that has arrived and is not finished.
    package struct Ticket: Sendable {
        fileprivate var facts: ResponseFacts
        fileprivate var response: APIResponse?
        /// How long the response is held back by the limiter itself.
        package fileprivate(set) var delay = TimeSpan.zero
    }

    private let settings: Settings
    private let behaviour: ServiceBehaviour
    private var limiter: any Limiter
    private var workspaces: [String: Workspace] = [:]
    /// Bodies of requests of another kind than the leads API's, for duplicates.
    private var seen: Set<[UInt8]> = []
    private var arrivals = 0
    private var inFlight = 0
    private var storeIsUp = true
    private let freshLimiter: any Limiter

    package init(_ settings: Settings, behaviour: ServiceBehaviour = .sound, started: WallInstant) {
        self.settings = settings
        self.behaviour = behaviour
        let limiter = settings.limiter ?? behaviour.algorithm(settings.algorithm).limiter(
            quota: behaviour.quota(settings.quota), window: behaviour.window(settings.window), started: started)
        freshLimiter = behaviour.limiter(limiter, settings.window)
        self.limiter = freshLimiter
    }

    /// The process ends and starts again; a sound service keeps its counters elsewhere.
    package mutating func restart() { if behaviour.forgetsOnRestart { limiter = freshLimiter } }

    package mutating func loseStore() { storeIsUp = false }
    package mutating func regainStore() { storeIsUp = true }

    /// Takes a request in; with a sound behaviour its fate is sealed here.
    package mutating func arrive(_ request: APIRequest, at now: WallInstant) -> Ticket {
        var request = request
        request.isOtherRoute = settings.endpoint.isLeads ? request.path.hasSuffix("/import") : PlainRoutes.isOther(request, settings.endpoint)
        arrivals += 1
        inFlight += 1
        let workspace = behaviour.workspace(request, settings.keys)
        let bucket = workspace == nil ? "" : behaviour.bucket(request)
        let before = limiter.standing(of: bucket, at: now)
        var facts = ResponseFacts(request: request, bucket: bucket, arrival: arrivals, now: now, fate: .admitted, standing: before,
                                  settings: settings)
        facts.inFlight = inFlight
        guard let workspace else {
            facts.fate = .forbidden
            return Ticket(facts: facts, response: .detail(403, "Missing or invalid API key"))
        }
        guard storeIsUp else { return withoutStore(facts, workspace) }
        guard before.remaining >= 1, !behaviour.rejects(facts) else {
            facts.fate = .limited
            limiter.charge(behaviour.costOfRejection, to: bucket, at: now)
            limiter.rejected(bucket, at: now)
            // A rejection may itself change when the key may come back.
            facts.standing = limiter.standing(of: bucket, at: now)
            if before.remaining >= 1 { facts.standing.wait = before.reset - now }
            if behaviour.actsWhenLimited { _ = act(request, workspace, now) }
            return Ticket(facts: facts, response: nil)
        }
        if behaviour.chargesLate { return Ticket(facts: facts, response: act(request, workspace, now)) }
        var response: APIResponse? = act(request, workspace, now)
        charge(&facts, status: response?.status ?? 0, at: now)
        if facts.fate == .limited { response = nil }
        return Ticket(facts: facts, response: response, delay: limiter.delay(of: bucket, at: now))
    }

    private mutating func withoutStore(_ facts: ResponseFacts, _ workspace: String) -> Ticket {
        var facts = facts
        facts.fate = .uncounted
        switch behaviour.storeLoss(settings.whenStoreIsGone) {
        case .refuse: return Ticket(facts: facts, response: .detail(503, "The rate limiter's store cannot be reached"))
        case .admit: return Ticket(facts: facts, response: act(facts.request, workspace, facts.now))
        }
    }

    /// Gives the response of a request that arrived earlier.
    package mutating func finish(_ ticket: Ticket, at now: WallInstant) -> APIResponse {
        var facts = ticket.facts
        inFlight -= 1
        if behaviour.chargesLate, facts.fate == .admitted { charge(&facts, status: ticket.response?.status ?? 0, at: facts.now) }
        if facts.fate == .admitted, facts.cost > 0 { limiter.release(facts.bucket, at: now) }
        if behaviour.advisesLate, facts.fate == .admitted { facts.standing = limiter.standing(of: facts.bucket, at: now) }
        var response = ticket.response ?? refusal(facts)
        facts.status = response.status
        response = dressed(response, facts)
        response.date = behaviour.date(facts, now)
        return response
    }

    /// Arrives and finishes in one step.
    package mutating func respond(to request: APIRequest, at now: WallInstant) -> APIResponse {
        finish(arrive(request, at: now), at: now)
    }

    private mutating func act(_ request: APIRequest, _ workspace: String, _ now: WallInstant) -> APIResponse {
        let fresh = Workspace(contactLimit: settings.contactLimit)
        var request = request
        request.path = behaviour.path(request.path)
        guard settings.endpoint.isLeads else { return PlainRoutes.respond(to: request, settings.endpoint, &seen) }
        return LeadsRoutes.respond(to: request, in: &workspaces[workspace, default: fresh], at: now)
    }

    private mutating func charge(_ facts: inout ResponseFacts, status: Int, at now: WallInstant) {
        facts.status = status
        let cost = (200...299).contains(status) || settings.chargesRefused ? behaviour.cost(facts) : 0
        facts.cost = cost
        limiter.charge(cost, to: facts.bucket, at: now)
        facts.standing = limiter.standing(of: facts.bucket, at: now)
    }

    private func refusal(_ facts: ResponseFacts) -> APIResponse {
        guard settings.endpoint.isLeads else {
            var response = PlainRoutes.refusal(settings.endpoint)
            response.set(settings.writer.retryAfter(facts.standing))
            return response
        }
        var response = APIResponse(status: 429, body: [
            "error": "Rate limit exceeded", "code": "rate_limit_exceeded",
            "details": ["limit": .number(Double(facts.standing.limit)),
                        "reset": .number(Double(settings.writer.wholeSeconds(facts.standing.reset.sinceEpoch)))],
        ])
        response.set(settings.writer.retryAfter(facts.standing))
        return response
    }

    private func dressed(_ response: APIResponse, _ facts: ResponseFacts) -> APIResponse {
        var response = response
        var advised = facts
        behaviour.advice(&advised.standing, facts)
        for field in settings.writer.fields(advised.standing, at: facts.now, window: settings.window) { response.set(field) }
        behaviour.response(&response, facts)
        return response
    }
}

/// What is known of a request when its response is made.
package struct ResponseFacts: Sendable {
    package enum Fate: Sendable { case admitted, limited, forbidden, uncounted }

    package var request: APIRequest
    /// The name under which the limiter counts it.
    package var bucket: String
    /// 1 for the first request that the service ever saw.
    package var arrival: Int
    package var now: WallInstant
    package var fate: Fate
    /// Before the request, and after it once it was charged.
    package var standing: Standing
    package var settings: LeadsService.Settings
    /// How many requests were under way when it arrived, itself included.
    package var inFlight = 1
    /// What the API answers, once that is known.
    package var status = 0
    /// How much it was charged.
    package var cost = 0
}

/// The places where a service can deviate from the contract; `sound` deviates nowhere.
package struct ServiceBehaviour: Sendable {
    package var algorithm: @Sendable (Algorithm) -> Algorithm = { $0 }
    package var quota: @Sendable (Int) -> Int = { $0 }
    package var window: @Sendable (TimeSpan) -> TimeSpan = { $0 }
    /// Puts something around the limiter; told the contract's window.
    package var limiter: @Sendable (any Limiter, TimeSpan) -> any Limiter = { limiter, _ in limiter }
    /// Whose workspace a request opens, if its key is taken for a valid one.
    package var workspace: @Sendable (APIRequest, LeadsService.KeyPolicy) -> String? = { request, keys in keys.workspace(of: request.key) }
    /// The path that is routed, made from the one that came.
    package var path: @Sendable (String) -> String = { $0 }
    package var forgetsOnRestart = false
    package var storeLoss: @Sendable (LeadsService.StoreLoss) -> LeadsService.StoreLoss = { $0 }
    /// The bucket that a request counts in.
    package var bucket: @Sendable (APIRequest) -> String = { $0.key ?? "" }
    package var cost: @Sendable (ResponseFacts) -> Int = { _ in 1 }
    package var costOfRejection = 0
    /// Rejects a request that has quota left.
    package var rejects: @Sendable (ResponseFacts) -> Bool = { _ in false }
    /// Looks on arrival and charges when finished.
    package var chargesLate = false
    /// Reads the standing for the header fields when finished, not when decided.
    package var advisesLate = false
    /// Carries out a request and rejects it afterwards.
    package var actsWhenLimited = false
    /// Changes what is advised.
    package var advice: @Sendable (inout Standing, ResponseFacts) -> Void = { _, _ in }
    package var date: @Sendable (ResponseFacts, WallInstant) -> APIResponse.DateField = { _, _ in .asUsual }
    /// Has the last word on a response.
    package var response: @Sendable (inout APIResponse, ResponseFacts) -> Void = { _, _ in }

    package static let sound = ServiceBehaviour()
    private init() {}
}
