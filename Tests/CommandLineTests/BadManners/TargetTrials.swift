import Foundation
import Testing
import Turns

/// Goal: a target that lets nobody in is told as such at once, with what it said and what to do. Method: `Trial`.
@Suite(.realTime, .serialized, .tags(.live), .timeLimit(.minutes(10)), .enabled(if: Trial.hasPython, "python3 is not installed"))
struct TargetTrials {
    @Test("nobody gets in", arguments: [
        Trial("moved", "redirect.py --status 301", .ends, says: ["301", "/api/v1/leads/"]),
        Trial("redirected", "redirect.py --status 307", .ends, says: ["307", "/api/v1/leads/"]),
        Trial("redirected for good", "redirect.py --status 308", .ends, says: ["308", "/api/v1/leads/"]),
        Trial("a bearer token is wanted", "refused.py --why bearer", .ends, says: ["401", "Bearer realm"]),
        Trial("another host", "refused.py --why host", .ends, says: ["421"]),
        Trial("no such path", "refused.py --why path", .ends, says: ["404", "create endpoint"]),
        Trial("down", "refused.py --why down", .ends, says: ["503"]),
        Trial("no key is valid", "refused.py --why keys", .ends, says: ["403"]),
        Trial("another path, answered by a router", "gateway.py --paths", .ends,
              url: "http://127.0.0.1:{port}/api/v2/leads", says: ["404", "create endpoint"]),
        Trial("another path, answered by the API", "service.py", .ends,
              url: "http://127.0.0.1:{port}/api/v2/leads", says: ["404", "create endpoint"]),
        Trial("no lead is valid", "refused.py --why body", .nothingWrong, says: ["422", "create endpoint"]),
    ])
    func refused(_ trial: Trial) async throws { try await trial.judge() }

    @Test("a certificate of the client is wanted", .enabled(if: Program.found("openssl"), "openssl is not installed"))
    func clientCertificate() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        try await Self.makeCertificates(in: program)
        let folder = program.folder.path()
        let trial = Trial("no certificate", .python("client_certificate.py --folder \(folder)"), .ends,
                          set: "target.trust=\(folder)/authority.pem", url: "https://localhost:{port}",
                          says: ["client certificate"])
        try await trial.judge()
    }

    /// An authority of this test's own, and what it signed for a server and a client.
    private static func makeCertificates(in program: Program) async throws {
        let made = try await program.shell("""
            new() { openssl req -newkey rsa:2048 -nodes -keyout $1.key -subj /CN=$1 "${@:2}"; }
            new authority -x509 -days 2 -out authority.pem
            echo subjectAltName=DNS:localhost > names
            for name in server client; do
                new $name -out $name.csr
                openssl x509 -req -in $name.csr -CA authority.pem -CAkey authority.key -CAcreateserial \\
                    -days 2 -extfile names -out $name.pem
            done
            """)
        try #require(made.status == 0, "\(made.errors)")
    }
}
