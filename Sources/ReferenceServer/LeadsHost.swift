import Endpoints
import LeadsAPI
import Synchronization
import Timeline

/// The one service behind all connections, on the wall clock.
final class LeadsHost: Sendable {
    private let service: Mutex<LeadsService>
    private let latency: TimeSpan
    let credential: Credential

    init(_ settings: ReferenceServer.Settings) {
        credential = settings.service.endpoint.credential
        service = Mutex(LeadsService(settings.service, behaviour: settings.behaviour, started: WallClock.now))
        latency = settings.latency
    }

    func change(_ change: (inout LeadsService) -> Void) { service.withLock { change(&$0) } }

    /// Takes a request in, and says how long the service works on it.
    func arrive(_ request: APIRequest) -> (LeadsService.Ticket, work: TimeSpan) {
        let ticket = service.withLock { $0.arrive(request, at: WallClock.now) }
        let work = latency > .zero ? TimeSpan(nanoseconds: Int64.random(in: 0...latency.nanoseconds)) : .zero
        return (ticket, work + ticket.delay)
    }

    func finish(_ ticket: LeadsService.Ticket) -> APIResponse { service.withLock { $0.finish(ticket, at: WallClock.now) } }
}
