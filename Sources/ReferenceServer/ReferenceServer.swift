package import LeadsAPI
import HTTPTypes
import Hummingbird
import Limiters
import Logging
import LoopExecutor
import NIOCore
import NIOPosix
import Synchronization
package import Timeline

/// The leads API behind real sockets: the self-hosted target.
package struct ReferenceServer: Sendable {
    package struct Settings: Sendable {
        package var host: String
        /// 0 for any free port.
        package var port: Int
        package var service: LeadsService.Settings
        package var behaviour: ServiceBehaviour
        /// The longest that the server works on one request.
        package var latency: TimeSpan

        package init(host: String = "127.0.0.1", port: Int, service: LeadsService.Settings, behaviour: ServiceBehaviour, latency: TimeSpan) {
            self.host = host
            self.port = port
            self.service = service
            self.behaviour = behaviour
            self.latency = latency
        }
    }

    private let settings: Settings
    private let responder: LeadsResponder

    package init(_ settings: Settings) {
        self.settings = settings
        responder = LeadsResponder(settings)
    }

    /// The service ends and starts again, while the server stays up.
    package func restart() { responder.change { $0.restart() } }
    package func loseStore() { responder.change { $0.loseStore() } }
    package func regainStore() { responder.change { $0.regainStore() } }

    /// Serves until the task is cancelled; `onListening` is told the port once requests can come.
    ///
    /// Throws: what binding the port failed with.
    package func run(onListening: @escaping @Sendable (Int) -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var logger = Logger(label: "rateproof.serve")
        // Being cancelled is how it ends, and Hummingbird logs that as an error.
        logger.logLevel = .critical
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: "rateproof", backlog: 1_024),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) },
            eventLoopGroupProvider: .shared(group), logger: logger)
        let result: Result<Void, any Error>
        // On the loop itself: a request that changed threads on its way in and out would cost several times as much.
        do {
            result = .success(try await withTaskExecutorPreference(EventLoopExecutor(group.next())) { try await application.run() })
        } catch {
            result = .failure(error)
        }
        try? await group.shutdownGracefully()
        do { try result.get() } catch is CancellationError {}
    }
}

/// Hands every request to the service, whatever its path.
private final class LeadsResponder: HTTPResponder {
    typealias Context = LeadsContext

    /// The largest import: a thousand leads of some kilobytes.
    private static let largestBody = 8_388_608

    private let service: Mutex<LeadsService>
    private let latency: TimeSpan

    init(_ settings: ReferenceServer.Settings) {
        service = Mutex(LeadsService(settings.service, behaviour: settings.behaviour, started: WallClock.now))
        latency = settings.latency
    }

    func change(_ change: @Sendable (inout LeadsService) -> Void) { service.withLock { change(&$0) } }

    func respond(to request: Request, context: LeadsContext) async throws -> Response {
        let body = try await request.body.collect(upTo: Self.largestBody)
        let fields = request.headers.map { FieldLine($0.name.canonicalName, $0.value) }
        let api = APIRequest(method: request.method.rawValue, path: request.uri.string, fields: fields, body: Array(body.readableBytesView),
                             connection: context.connection)
        let ticket = service.withLock { $0.arrive(api, at: WallClock.now) }
        let work = TimeSpan(nanoseconds: Int64.random(in: 0...latency.nanoseconds)) + ticket.delay
        if work > .zero { try await Task.sleep(for: .nanoseconds(work.nanoseconds)) }
        return Self.response(service.withLock { $0.finish(ticket, at: WallClock.now) })
    }

    private static func response(_ api: APIResponse) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        for field in api.fields {
            if let name = HTTPField.Name(field.name) { headers.append(HTTPField(name: name, value: field.value)) }
        }
        return Response(status: HTTPResponse.Status(code: api.status), headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: api.body)))
    }
}

/// Knows which connection a request came over.
private struct LeadsContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The peer's port: one for each connection that is open.
    let connection: Int

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        connection = source.channel.remoteAddress?.port ?? 0
    }
}
