#if os(Linux)
import HTTPTransport
import LoadEngine
import Testing
import Timeline
import Turns

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Goal: a unix domain socket whose backlog is full is waited for, and said to be full. Method: one that nobody accepts from.
@Suite(.realTime, .timeLimit(.minutes(1))) struct FullBacklogTests {
    /// A listening socket with as many connections waiting as it takes.
    private struct Crowd: Sendable {
        let path = "/tmp/rateproof-crowd-\(UInt32.random(in: 0 ... .max)).sock"
        let listener: Int32
        private let waiting: [Int32]

        init() throws {
            listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            try #require(Self.call(bind, listener, path) == 0 && listen(listener, 0) == 0)
            var waiting: [Int32] = []
            while waiting.count < 16 {
                let one = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
                waiting.append(one)
                if Self.call(connect, one, path) != 0 { break }
            }
            try #require(errno == EAGAIN)
            self.waiting = waiting
        }

        /// Takes whoever waits.
        func accept() { for _ in 1..<waiting.count { _ = acceptConnection(listener, nil, nil) } }

        func end() {
            for one in waiting + [listener] { close(one) }
            unlink(path)
        }

        private static func call(
            _ function: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ descriptor: Int32, _ path: String
        ) -> Int32 {
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        }
    }

    private func world(_ crowd: Crowd, _ transport: Transport, _ timeout: TimeSpan) throws -> SocketWorld {
        let endpoint = NodeAddress(host: "x", port: 1, authority: "x", tls: nil, connectTimeout: timeout, socket: crowd.path)
        return try SocketWorld([endpoint], spelling: RequestSpelling(runID: "test"), transport: transport)
    }

    @Test("where nobody accepts, it says so after the time-out", arguments: Transport.here)
    func full(transport: Transport) async throws {
        let crowd = try Crowd()
        let world = try world(crowd, transport, .milliseconds(300))
        let problem = await #expect(throws: TargetUnavailable.self) {
            try await world.run { try await world.target.prepare(connections: 1) }
        }
        #expect(problem?.cause == .connectTimeout && problem?.description.contains("the socket's backlog is full") == true, "\(problem as Any)")
        await world.shutDown()
        crowd.end()
    }

    @Test("where somebody accepts after a while, the connection is made", arguments: Transport.here)
    func freed(transport: Transport) async throws {
        let crowd = try Crowd()
        let world = try world(crowd, transport, .seconds(10))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await world.run { try await world.target.prepare(connections: 1) } }
            try await Task.sleep(for: .milliseconds(100))
            crowd.accept()
            try await group.waitForAll()
        }
        await world.shutDown()
        crowd.end()
    }
}

/// Under a name that no method hides.
private let acceptConnection: @Sendable (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32 = accept
#endif
