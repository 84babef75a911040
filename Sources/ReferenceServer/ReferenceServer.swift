package import LeadsAPI
import NIOCore
import NIOHTTP1
import NIOPosix
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
    private let host: LeadsHost

    package init(_ settings: Settings) {
        self.settings = settings
        host = LeadsHost(settings)
    }

    /// The service ends and starts again, while the server stays up.
    package func restart() { host.change { $0.restart() } }
    package func loseStore() { host.change { $0.loseStore() } }
    package func regainStore() { host.change { $0.regainStore() } }

    /// Serves until the task is cancelled; `onListening` is told the port once requests can come.
    ///
    /// Throws: what binding the port failed with.
    package func run(onListening: @escaping @Sendable (Int) -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result: Result<Void, any Error>
        do {
            let host = host
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(ChannelOptions.backlog, value: 1_024)
                .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        // What the service writes needs no second look: it is made of numbers, and of values that were parsed.
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withOutboundHeaderValidation: false)
                        try channel.pipeline.syncOperations.addHandler(LeadsConnection(host, number: channel.remoteAddress?.port ?? 0))
                    }
                }
                .bind(host: settings.host, port: settings.port).get()
            onListening(channel.localAddress?.port ?? 0)
            result = .success(try await withTaskCancellationHandler { try await channel.closeFuture.get() } onCancel: { channel.close(promise: nil) })
        } catch {
            result = .failure(error)
        }
        // Connections that are open end with their loop.
        try? await group.shutdownGracefully()
        try result.get()
    }
}
