import Foundation
import Testing
import Turns

/// Goal: whatever a server's clock does, and whoever writes its Date, no limiter is blamed for it, and the clock is
/// where it is said to be. Method: `Trial`.
@Suite(.realTime, .serialized, .tags(.live), .timeLimit(.minutes(10)), .enabled(if: Trial.hasPython, "python3 is not installed"))
struct ClockTrials {
    @Test("clocks and dates", arguments: [
        Trial("800 ppm fast", "service.py --ppm 800", .pass),
        Trial("800 ppm slow", "service.py --ppm -800", .pass),
        Trial("1,000 ppm slow, from the first request", "service.py --ppm -1000 --anchor first", .nothingWrong),
        Trial("from the first request", "service.py --anchor first", .pass),
        Trial("a Date of the last two seconds", "dates.py --every 1 --lag 1", .nothingWrong),
        Trial("a Date of the last five seconds", "dates.py --every 1 --lag 4", .nothingWrong),
        Trial("no Date", "dates.py --none", .nothingWrong, recommendations: ["HDR-10"]),
        Trial("two Dates, the upper one slow", "dates.py --two -4 --above", .nothingWrong, says: ["HDR-10"],
              recommendations: ["HDR-10"]),
        Trial("two Dates, the lower one fast", "dates.py --two 4", .nothingWrong, says: ["HDR-10"],
              recommendations: ["HDR-10"]),
    ])
    func clock(_ trial: Trial) async throws { try await trial.judge() }

    @Test("windows of one second", arguments: [
        Trial("ten in a second", "service.py --window 1", .pass, set: "contract.window=1s"),
        Trial("one in a second", "service.py --quota 1 --window 1", .pass,
              set: "contract.quota=1", "contract.window=1s"),
    ])
    func second(_ trial: Trial) async throws { try await trial.judge() }

    @Test("a tool that is stopped again and again does not take its own lag for the target's")
    func throttled() async throws {
        let throttle = Trial.Server.scripts.appending(path: "throttle.py").path()
        let trial = Trial("stopped 30 ms in 100", "service.py", .nothingWrong,
                          set: "thresholds=[{metric: response_time.p99, outcome: admitted, at_most: 20ms}]",
                          meanwhile: "python3 \(throttle) $tool 70 100")
        try await trial.judge()
    }
}
