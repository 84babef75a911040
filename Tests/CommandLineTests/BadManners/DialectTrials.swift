import Testing
import Turns

/// Goal: fields that are there are read or named, and never passed over. Method: `Trial`.
@Suite(.realTime, .serialized, .tags(.live), .timeLimit(.minutes(10)), .enabled(if: Trial.hasPython, "python3 is not installed"))
struct DialectTrials {
    private static let recognised = "contract.dialect=auto"

    @Test("every field stands twice", arguments: [
        Trial("always", "doubled.py", .fails("HDR-05")),
        Trial("always, recognised", "doubled.py", .fails("HDR-05"), set: recognised),
        Trial("now and then, recognised", "doubled.py --every 2", .fails("HDR-05"), set: recognised),
    ])
    func doubled(_ trial: Trial) async throws { try await trial.judge() }

    @Test("fields of other services", arguments: [
        Trial("Docker Hub", "foreign_fields.py", .read("ratelimit-limit"), set: recognised),
        Trial("Docker Hub with gaps", "foreign_fields.py --gaps", .fails("HDR-06"), set: recognised),
        Trial("AspNetCoreRateLimit", "foreign_fields.py --dialect aspnet", .read("x-rate-limit-limit"),
              set: recognised),
        Trial("none by contract", "spelling.py --unlimited", .pass, set: "contract.dialect=none"),
    ])
    func foreign(_ trial: Trial) async throws { try await trial.judge() }
}
