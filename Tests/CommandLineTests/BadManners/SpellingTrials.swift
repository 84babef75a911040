import Testing
import Turns

/// Goal: answers that are right and look unusual are right. Method: `Trial`.
@Suite(.realTime, .serialized, .tags(.live), .timeLimit(.minutes(10)), .enabled(if: Trial.hasPython, "python3 is not installed"))
struct SpellingTrials {
    @Test("answers that look unusual", arguments: [
        Trial("created with 200", "spelling.py --created 200", .pass),
        Trial("created with 202", "spelling.py --created 202", .pass),
        Trial("created with 204", "spelling.py --created 204", .pass),
        Trial("HTTP/1.0", "spelling.py --http10", .pass),
        Trial("100 and 103 come first", "spelling.py --interim", .pass),
        Trial("chunks and a trailer section", "spelling.py --chunked", .pass),
        Trial("a proxy's fields", "spelling.py --proxy", .pass, known: "a Date beside an Age is not always used"),
        Trial("odd names in any order", "spelling.py --case", .pass),
        Trial("a 429 ends its connection", "spelling.py --close", .pass),
        Trial("Retry-After is a date", "spelling.py --retry-date", .fails("RTA-02")),
    ])
    func spelling(_ trial: Trial) async throws { try await trial.judge() }
}
