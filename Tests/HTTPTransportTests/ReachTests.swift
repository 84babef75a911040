import Endpoints
import HTTPTransport
import LoadEngine
import NIOCore
import NIOPosix
import Testing
import Timeline
import Turns

/// Goal: requests leave from the address and through the proxy that were asked for. Method: a server on loopback that says who asked it, and
/// how; proxies that refuse.
@Suite(.realTime, .timeLimit(.minutes(1))) struct ReachTests {
    private static let recorded = RecordedFields(further: ["x-line", "x-peer"])

    private func send(_ nodes: [NodeAddress], _ transport: Transport, sources: Int = 1, keys: Int = 1) async throws -> [Response?] {
        let endpoint = Endpoint(method: "GET", path: TextTemplate([.text("/v1/x?q=1")]), credential: .none)
        let spelling = RequestSpelling(runID: "test", endpoint: endpoint, recorded: Self.recorded)
        let world = try SocketWorld(nodes, spelling: spelling, transport: transport, sources: sources)
        let keys = (0..<keys).map { APIKey("", shown: "source \($0)") }
        let driver = Driver(world: world, keys: keys, recorder: Recorder(budget: 100), timeout: .seconds(5), reading: AnswerReading(sources: sources))
        do {
            let answers = try await world.run {
                try await world.target.prepare(connections: sources)
                var answers: [Response?] = []
                for key in keys.indices { answers.append(try await driver.send(.create, subject: 1, key: key, phase: 0).response) }
                return answers
            }
            await world.shutDown()
            return answers
        } catch {
            await world.shutDown()
            throw error
        }
    }

    @Test("each source has connections of its own", arguments: Transport.here)
    func sources(transport: Transport) async throws {
        let server = try await TellingServer.start()
        let sources = ["127.0.0.2", "127.0.0.3", "127.0.0.4"]
        let nodes = sources.map { NodeAddress(host: "127.0.0.1", port: server.port, authority: "api.test", tls: nil, source: $0) }
        let answers = try await send(nodes, transport, sources: 3, keys: 3)
        #expect(answers.map { $0?.first("x-peer") } == sources)
        await server.stop()
    }

    @Test("an address that is not of this machine is told", arguments: Transport.here)
    func foreignSource(transport: Transport) async throws {
        let node = NodeAddress(host: "127.0.0.1", port: 9, authority: "api.test", tls: nil, source: "192.0.2.77")
        let error = await #expect(throws: TargetUnavailable.self) { _ = try await send([node], transport) }
        #expect(error?.description.contains("192.0.2.77") == true && error?.description.contains("target.sources") == true)
    }

    @Test("a proxy is told the whole url of a plain request", arguments: Transport.here)
    func plainProxy(transport: Transport) async throws {
        let server = try await TellingServer.start()
        let node = NodeAddress(host: "api.test", port: 80, authority: "api.test", tls: nil,
                               proxy: NodeAddress.Proxy(host: "127.0.0.1", port: server.port))
        let answers = try await send([node], transport)
        #expect(answers.first??.first("x-line") == "GET http://api.test/v1/x?q=1 HTTP/1.1")
        await server.stop()
    }

    @Test("a proxy that opens no tunnel is told with its answer", arguments: [
        ("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "407 Proxy Authentication Required"),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "403 Forbidden"), ("SSH-2.0-x\r\n\r\n", "that is HTTP"), ("", "the end of the connection"),
    ])
    func refusedTunnel(answer: String, told: String) async throws {
        let server = try await ScriptedServer.start(ScriptedServer.Script(pieces: answer.isEmpty ? [] : [answer], closes: answer.isEmpty))
        let node = NodeAddress(host: "api.test", port: 443, authority: "api.test", tls: NodeAddress.TLS(trust: nil), connectTimeout: .seconds(2),
                               proxy: NodeAddress.Proxy(host: "127.0.0.1", port: server.port))
        let error = await #expect(throws: TargetUnavailable.self) { _ = try await send([node], .nio) }
        #expect(error?.description.contains(told) == true && error?.description.contains("CONNECT") == true, "\(String(describing: error))")
        await server.stop()
    }
}

/// Answers every request with the line that it began with, and the address that it came from.
private struct TellingServer {
    let port: Int
    private let channel: any Channel

    static func start() async throws -> TellingServer {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Telling()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return TellingServer(port: channel.localAddress?.port ?? 0, channel: channel)
    }

    func stop() async { try? await channel.close() }
}

private final class Telling: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let line = String(buffer: unwrapInboundIn(data)).prefix { $0 != "\r\n" }
        let peer = context.remoteAddress?.ipAddress ?? ""
        let text = "HTTP/1.1 200 OK\r\nX-Line: \(line)\r\nX-Peer: \(peer)\r\nContent-Length: 2\r\n\r\n{}"
        context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
    }
}
