import HTTPTransport
import LoadEngine
import Testing
import Timeline
import Turns

/// Goal: a peer that speaks another protocol, or refuses the handshake, is told in one sentence with the mend. Method:
/// real sockets to a server that says what such peers say.
@Suite(.realTime, .timeLimit(.minutes(1))) struct OtherProtocolTests {
    private static let http1 = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    /// A fatal alert of TLS with its number (RFC 8446, 6).
    private static func alert(_ number: UInt8) -> String { "\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}" + String(UnicodeScalar(number)) }
    /// An empty SETTINGS frame (RFC 9113, 6.5).
    private static let settings = "\u{0}\u{0}\u{0}\u{4}\u{0}\u{0}\u{0}\u{0}\u{0}"

    /// What the first connection, or the first request, fails with.
    private func problem(_ answer: String, isSecure: Bool, _ version: HTTPVersion, closes: Bool = true, over transport: Transport? = nil) async throws -> String {
        let server = try await ScriptedServer.start(ScriptedServer.Script(pieces: answer.isEmpty ? [] : [answer], closes: closes))
        let endpoint = NodeAddress(host: "127.0.0.1", port: server.port, authority: "127.0.0.1", tls: isSecure ? NodeAddress.TLS(trust: nil) : nil, version: version)
        let world = try SocketWorld([endpoint], spelling: RequestSpelling(runID: "test"), transport: transport)
        let driver = Driver(world: world, keys: [APIKey("otr_abcdefghijk")], recorder: Recorder(budget: 100), timeout: .seconds(5))
        var text = "nothing"
        do {
            try await world.run {
                try await world.target.prepare(connections: 1)
                try await driver.send(.create, subject: 1, key: 0, phase: 0)
            }
        } catch { text = "\(error)" }
        await world.shutDown()
        await server.stop()
        return text
    }

    @Test("over TLS", arguments: [
        (http1, "does not speak TLS; give an http:// url"), (alert(0x74), "demands a client certificate"), (alert(0x30), "demands a client certificate"),
        (alert(0x28), "refused the TLS handshake"), (alert(0x46), "no version of TLS in common"), (alert(0x78), "does not offer HTTP/1.1 over TLS"),
        ("", "closed the connection during the TLS handshake"),
    ])
    func secure(answer: String, text: String) async throws {
        let problem = try await problem(answer, isSecure: true, .http1)
        #expect(problem.contains(text) && !problem.contains("BoringSSL") && !problem.contains("error:"), "\(problem)")
    }

    @Test("over plain HTTP/1.1", arguments: Transport.here)
    func plain(transport: Transport) async throws {
        #expect(try await problem(Self.alert(0x32), isSecure: false, .http1, over: transport).contains("the server speaks TLS; give an https:// url"))
        #expect(try await problem(Self.settings, isSecure: false, .http1, over: transport).contains("the server speaks HTTP/2; use target.http: \"2\""))
    }

    @Test("over plain HTTP/2", arguments: [
        (http1, "speaks HTTP/1.1, not HTTP/2; use target.http: \"1.1\""), (alert(0x32), "speaks TLS; give an https:// url"),
        ("", "closed the connection when it was spoken to in HTTP/2"),
    ])
    func http2(answer: String, text: String) async throws {
        let problem = try await problem(answer, isSecure: false, .http2)
        #expect(problem.contains(text), "\(problem)")
    }
}
