import Endpoints
import FoundationEssentials
import LoadEngine
import Testing
import Timeline
import WireFormat

/// Goal: what the leads API is sent does not change by accident, not by one byte. Method: the message of every operation, compared with the
/// file beside this one; `RATEPROOF_UPDATE_SAMPLES=1` writes that anew.
@Suite struct GoldenRequestTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "golden-requests.txt")
    /// Longer bodies are told by their length and a hash.
    private static let longest = 400

    private static func message(_ operation: Timeline.Operation) -> String {
        let spelling = RequestSpelling(runID: "golden")
        let request = Request(operation: operation, subject: 7, key: APIKey("otr_golden_key_0001"), node: 0)
        let content = spelling.content(request)
        let bytes = RequestMessage.bytes(method: content.method, path: content.path, host: "api.test", fields: content.fields, body: content.body)
        var text = String(decoding: bytes, as: UTF8.self)
        if content.body.count > longest {
            let hash = content.body.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
            text = String(decoding: bytes.dropLast(content.body.count), as: UTF8.self) + "(\(content.body.count) bytes, \(String(hash, radix: 16)))"
        }
        return "== \(operation.rawValue)\n" + text.replacing("\r\n", with: "\n") + "\n"
    }

    @Test("every operation is spelled as before")
    func spelled() throws {
        let offered = Endpoint.leads().offered
        let made = Timeline.Operation.allCases.filter(offered.contains).map(Self.message).joined()
        if ProcessInfo.processInfo.environment["RATEPROOF_UPDATE_SAMPLES"] == "1" { try Data(made.utf8).write(to: Self.file) }
        let kept = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(made == kept, "\(made)")
    }
}
