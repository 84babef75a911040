import Testing
import Turns

/// Goal: what a gateway answers in its own name proves nothing against the limiter behind it. Method: `Trial`.
@Suite(.realTime, .serialized, .tags(.live), .timeLimit(.minutes(10)), .enabled(if: Trial.hasPython, "python3 is not installed"))
struct GatewayTrials {
    @Test("a gateway's answers", arguments: [
        Trial("a router's 404", "gateway.py --paths", .pass),
        Trial("404 for the time of a deploy",
              "gateway.py --share 1 --status 404 --from 1.5 --to 1.65", .nothingWrong),
        Trial("2 % of 502 and 503", "gateway.py --share 0.02", .nothingWrong),
        Trial("2 % of 502 and 503, strictly", "gateway.py --share 0.02", .nothingWrong, strict: true),
        Trial("2 % of 502 and 503, after counting", "gateway.py --share 0.02 --after", .nothingWrong),
        Trial("2 % of 404 and 504", "gateway.py --share 0.02 --status 404 504", .nothingWrong),
        Trial("an outage while keys are used up",
              "gateway.py --share 0.7 --status 503 --within 0.7 1.5", .nothingWrong),
        Trial("an outage, and a hundred requests",
              "gateway.py --quota 100 --window 4 --share 0.7 --status 503 --within 1 3.5", .nothingWrong,
              set: "contract.quota=100", "contract.window=4s"),
    ])
    func gateway(_ trial: Trial) async throws { try await trial.judge() }
}
