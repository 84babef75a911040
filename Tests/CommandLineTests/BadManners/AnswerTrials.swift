import Testing
import Turns

/// Goal: bodies that cannot be read, refusals without a word and limits that change are taken for what they are.
/// Method: `Trial`.
@Suite(.realTime, .serialized, .tags(.live), .timeLimit(.minutes(10)), .enabled(if: Trial.hasPython, "python3 is not installed"))
struct AnswerTrials {
    @Test("bodies, silence and changes", arguments: [
        Trial("none", "service.py", .pass),
        Trial("gzip bodies", "compressed.py --coding gzip", .pass),
        Trial("deflate bodies", "compressed.py --coding deflate", .pass),
        Trial("br bodies", "compressed.py --coding br", .pass),
        Trial("gzip bodies that are looked at", "compressed.py", .nothingWrong,
              set: "load.0.bodies={share: 50%, members: [data.id]}",
              "thresholds=[{metric: wrong_bodies, at_most: 0%}]"),
        Trial("over quota it hangs up", "hang_up.py", .fails("SEM-01")),
        Trial("over quota it resets", "hang_up.py --reset", .fails("SEM-01")),
        Trial("over quota it hangs up, identified", "hang_up.py", .limited, profile: "identify"),
        Trial("a proxy retries", "retried.py", .nothingWrong),
        Trial("remaining is huge", "spelling.py --huge", .fails("HDR-08")),
        Trial("the limit changes", "lowered.py", .fails("HDR-07")),
        Trial("the limit changes in the fields only", "lowered.py --said", .fails("HDR-07")),
    ])
    func limiter(_ trial: Trial) async throws { try await trial.judge() }
}
