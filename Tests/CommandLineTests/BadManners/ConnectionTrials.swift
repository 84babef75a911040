import Testing
import Turns

/// Goal: connections may end, break and fall silent as they do in the field, and the limiter behind them is judged all
/// the same. Method: `Trial`.
@Suite(.realTime, .serialized, .tags(.live), .timeLimit(.minutes(10)), .enabled(if: Trial.hasPython, "python3 is not installed"))
struct ConnectionTrials {
    private static let impatient = "target.timeout=500ms"

    @Test("connections that end and break", arguments: [
        Trial("closed after ten requests", "recycled.py --each 10 --how fin", .pass),
        Trial("the eleventh request is reset", "recycled.py --each 10 --how late", .nothingWrong),
        Trial("silent after ten requests", "recycled.py --each 10 --how silence", .nothingWrong, set: impatient),
        Trial("closed when idle", "recycled.py --idle 0.7 --how fin", .pass),
        Trial("reset when idle", "recycled.py --idle 0.7 --how late", .nothingWrong),
        Trial("forgotten when idle", "recycled.py --idle 0.7 --how silence", .nothingWrong, set: impatient),
        Trial("5 % are reset", "broken_connections.py --share 0.05", .nothingWrong),
        Trial("all fall silent at once", "broken_connections.py --hole 2", .nothingWrong, set: impatient),
    ])
    func breaking(_ trial: Trial) async throws { try await trial.judge() }

    @Test("servers that are slow, or several, or gone for a moment", arguments: [
        Trial("300 ms before the limiter", "slow.py --before", .nothingWrong, says: ["a window of"]),
        Trial("300 ms after it", "slow.py", .nothingWrong, says: ["a window of"]),
        Trial("a cold start", "slow.py --delay 1 --first 20", .nothingWrong),
        Trial("one in fifty takes 200 ms", "slow.py --delay 0.2 --nth 50", .nothingWrong),
        Trial("two processes, one store", "balanced.py", .nothingWrong),
        Trial("it restarts", "restarted.py --at 2", .nothingWrong),
        Trial("IPv6 only", "service.py --host ::1", .pass, url: "http://[::1]:{port}"),
    ])
    func serving(_ trial: Trial) async throws { try await trial.judge() }
}
