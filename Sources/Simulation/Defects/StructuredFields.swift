import LeadsAPI
import Limiters
import Timeline

extension Defect {
    /// Faults of the fields of draft-ietf-httpapi-ratelimit-headers, which are sent besides the contract's own.
    static let structuredFields: [Defect] = [
        structured("structured-malformed", "RateLimit does not name its policy", "SFV-01") { said, _ in "r=\(said.remaining)" },
        structured("structured-negative", "RateLimit says r=-1 on a 429", "SFV-01") { said, facts in
            said.item(remaining: facts.fate == .limited ? -1 : said.remaining)
        },
        structured("structured-disagrees", "RateLimit says one more than X-RateLimit-Remaining", "SFV-02") { said, facts in
            // Where nothing was charged, one more would be more than the quota, which is another fault.
            said.item(remaining: facts.fate == .admitted ? said.remaining + 1 : said.remaining)
        },
        structured("structured-late", "RateLimit says a reset ten seconds later than X-RateLimit-Reset", "SFV-02") { said, _ in
            said.item(seconds: said.seconds + 10)
        },
    ]

    /// What a sound RateLimit field says.
    private struct Said {
        var remaining: Int
        /// Until reset, rounded up.
        var seconds: Int

        func item(remaining: Int? = nil, seconds: Int? = nil) -> String {
            #""default";r=\#(remaining ?? self.remaining);t=\#(seconds ?? self.seconds)"#
        }
    }

    /// Adds both fields, the policy as it should be.
    private static func structured(
        _ name: String, _ summary: String, _ check: String, _ fault: @escaping @Sendable (Said, ResponseFacts) -> String
    ) -> Defect {
        Defect(name, summary, namedBy: check) {
            $0.alsoResponding { response, facts in
                let said = Said(remaining: max(0, facts.standing.remaining), seconds: max(0, (facts.standing.reset - facts.now).secondsRoundedUp))
                let settings = facts.settings
                response.set(FieldLine("RateLimit-Policy", #""default";q=\#(settings.quota);w=\#(settings.window.secondsRoundedUp)"#))
                response.set(FieldLine("RateLimit", fault(said, facts)))
            }
        }
    }
}
