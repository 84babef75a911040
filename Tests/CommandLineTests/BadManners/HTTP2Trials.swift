import Testing
import Turns

/// Goal: what an HTTP/2 server does to streams and connections is read for what it is. Method: `Trial`, on a server
/// of this process.
@Suite(.realTime, .serialized, .tags(.live), .timeLimit(.minutes(10)), .enabled(if: Trial.hasPython, "python3 is not installed"))
struct HTTP2Trials {
    private static let version = "target.http='2'"

    @Test("streams that are refused, reset or left behind", arguments: [
        Trial("none", .http2(.none), .pass, set: version),
        Trial("refused streams", .http2(.refused), .pass, set: version),
        // Requests that were turned away with a connection may have been counted, so a race with some of them may stay open.
        Trial("recycled connections", .http2(.recycled), .nothingWrong, set: version),
        Trial("over quota it goes away", .http2(.calm), .fails("SEM-01"), set: version, says: ["ENHANCE_YOUR_CALM"]),
        Trial("over quota it resets", .http2(.reset), .fails("SEM-01"), set: version, says: ["ENHANCE_YOUR_CALM"]),
        Trial("it goes away, identified", .http2(.calm), .limited, profile: "identify", set: version),
        Trial("it resets, identified", .http2(.reset), .limited, profile: "identify", set: version),
    ])
    func streams(_ trial: Trial) async throws { try await trial.judge() }
}
