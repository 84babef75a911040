import Testing
import WireFormat

/// Goal: the bytes of a request are exact. Method: whole messages, compared as text.
@Suite struct RequestMessageTests {
    private static func text(
        _ method: String, _ path: String, host: String = "api.test:8080", fields: [(name: String, value: String)] = [], body: String = ""
    ) -> String {
        String(decoding: RequestMessage.bytes(method: method, path: path, host: host, fields: fields, body: Array(body.utf8)), as: UTF8.self)
    }

    @Test("a request with fields and a body")
    func post() {
        let text = Self.text("POST", "/api/v1/leads?x=1", fields: [("X-API-Key", "otr_1"), ("Content-Type", "application/json")], body: "{\"a\":\"é\"}")
        #expect(text == "POST /api/v1/leads?x=1 HTTP/1.1\r\nHost: api.test:8080\r\nX-API-Key: otr_1\r\nContent-Type: application/json\r\n"
            + "Content-Length: 10\r\n\r\n{\"a\":\"é\"}")
    }

    @Test("a POST without a body says that it has none")
    func emptyPost() {
        #expect(Self.text("POST", "/") == "POST / HTTP/1.1\r\nHost: api.test:8080\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("other methods without a body name no length", arguments: ["GET", "DELETE", "HEAD"])
    func withoutBody(method: String) {
        #expect(Self.text(method, "/a", host: "[::1]:80") == "\(method) /a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n")
    }

    @Test("any method with a body names its length in bytes")
    func deleteWithBody() {
        #expect(Self.text("DELETE", "/a", body: "ü") == "DELETE /a HTTP/1.1\r\nHost: api.test:8080\r\nContent-Length: 2\r\n\r\nü")
    }

    @Test("a body of any bytes is sent as it is")
    func binaryBody() {
        let body = [UInt8](0...255)
        let bytes = RequestMessage.bytes(method: "PUT", path: "/", host: "h", fields: [], body: body)
        #expect(Array(bytes.suffix(256)) == body)
        #expect(bytes.starts(with: "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 256\r\n\r\n".utf8))
    }
}
