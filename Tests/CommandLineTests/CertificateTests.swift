import Foundation
import Testing
import Turns

private let hasTools = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].contains { folder in
    ["openssl", "python3"].allSatisfy { FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }
}

/// Goal: whatever is wrong with certificates is said in one sentence with the mend, and a client certificate can be
/// shown. Method: a server in Python behind TLS, with certificates that `openssl` makes; where either is missing,
/// nothing is tested.
@Suite(.realTime, .tags(.live), .timeLimit(.minutes(2)), .enabled(if: hasTools)) struct CertificateTests {
    private static let server = """
        import http.server, ssl, sys
        class Answer(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(201)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
            def log_message(self, *arguments): pass
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain("server.pem", "server.key")
        if sys.argv[1] == "demands":
            tls.load_verify_locations("ca.pem")
            tls.verify_mode = ssl.CERT_REQUIRED
        if sys.argv[2] == "1.2": tls.maximum_version = ssl.TLSVersion.TLSv1_2
        class Server(http.server.ThreadingHTTPServer):
            def finish_request(self, request, address):
                with tls.wrap_socket(request, server_side=True) as secure: super().finish_request(secure, address)
            def handle_error(self, request, address): pass
        server = Server(("127.0.0.1", 0), Answer)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """

    /// What a run says of a server whose certificate is for this name.
    private func reason(_ flags: String, name: String = "IP:127.0.0.1", demands: Bool = false, version: String = "1.3") async throws -> (status: Int32, text: String) {
        let program = try Program()
        defer { program.cleanUp() }
        try Self.server.write(to: program.folder.appending(path: "server.py"), atomically: true, encoding: .utf8)
        let script = """
            openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=ca 2> /dev/null
            echo 'subjectAltName=\(name)' > names
            for who in server client; do
                openssl req -newkey rsa:2048 -nodes -keyout $who.key -out $who.csr -subj /CN=$who 2> /dev/null
                openssl x509 -req -in $who.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out $who.pem 2> /dev/null
            done
            python3 server.py \(demands ? "demands" : "asks-nothing") \(version) > port &
            trap 'kill -KILL %1' EXIT
            for turn in $(seq 500); do if [ -s port ]; then break; fi; sleep 0.02; done
            rateproof run limiter --target https://127.0.0.1:$(cat port) --keys 1 --set contract.quota=5 --set contract.window=1s --only HDR-01 \(flags) --out report.json
            """
        let result = try await program.shell(script)
        return (result.status, (program.report?["reason"] as? String ?? "") + result.errors)
    }

    @Test("a certificate that is not trusted, or of another name")
    func server() async throws {
        let unknown = try await reason("")
        #expect(unknown.status == 4 && unknown.text.contains("is not trusted: its authority is unknown"), "\(unknown)")
        let other = try await reason("--set target.trust=ca.pem", name: "DNS:api.example")
        #expect(other.status == 4 && other.text.contains("is for another name than 127.0.0.1"), "\(other)")
        let missing = try await reason("--set target.trust=nowhere.pem")
        #expect(missing.status == 64 && missing.text.contains("is nowhere.pem there, and a PEM file"), "\(missing)")
        #expect(try await reason("--set target.trust=ca.pem").status != 4)
    }

    @Test("a client certificate that is demanded, and shown", arguments: ["1.2", "1.3"])
    func client(version: String) async throws {
        let without = try await reason("--set target.trust=ca.pem", demands: true, version: version)
        #expect(without.status == 4 && without.text.contains("client certificate"), "\(without)")
        let with = try await reason("--set target.trust=ca.pem --set target.certificate=client.pem --set target.certificate_key=client.key", demands: true, version: version)
        #expect(with.status != 4 && with.status != 64, "\(with)")
    }
}
