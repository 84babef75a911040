import LeadsAPI
import Timeline

extension Defect {
    /// What a refusal says, and what it does.
    static let semantics: [Defect] = [
        answering(503), answering(403), answering(500),
        Defect("mixed-503", "one refusal in three is answered with 503, the others with 429", namedBy: "SEM-01") {
            $0.alsoRefusing { response, facts in if facts.arrival % 3 == 0 { response.status = 503 } }
        },
        Defect("limited-as-200", "over quota is answered with 200, without effect", namedBy: "CNT-01") {
            $0.alsoRefusing { response, _ in response.status = 200 }
        },
        Defect("limited-cacheable", "a 429 may be stored by every cache for five minutes", namedBy: "SEM-02") {
            $0.alsoRefusing { response, _ in response.set(FieldLine("Cache-Control", "public, max-age=300")) }
        },
        Defect("limited-expires-later", "a 429 expires after an hour", namedBy: "SEM-02") {
            $0.alsoRefusing { response, facts in response.set(FieldLine("Expires", HTTPDate.format(facts.now + .seconds(3_600)))) }
        },
        Defect("acts-when-limited", "a limited request is carried out all the same", namedBy: "SEM-03") { $0.actsWhenLimited = true },
        Defect("limited-body-empty", "a 429 has no body", namedBy: "SEM-04") {
            $0.alsoRefusing { response, _ in response.body = [] }
        },
        Defect("limited-body-malformed", "the body of a 429 is said to be JSON and is a page", namedBy: "SEM-04") {
            $0.alsoRefusing { response, _ in
                response.set(FieldLine("Content-Type", "application/json"))
                response.body = Array("<html><body>Too many requests</body></html>".utf8)
            }
        },
        Defect("limited-problem-contradicts", "a 429 carries a problem that says 403 (virtual time only)", namedBy: "SEM-04") {
            $0.alsoRefusing { response, _ in
                response.set(FieldLine("Content-Type", "application/problem+json"))
                response.body = Array(#"{"type":"about:blank","title":"Forbidden","status":403}"#.utf8)
            }
        },
    ]

    private static func answering(_ status: Int) -> Defect {
        Defect("limited-as-\(status)", "over quota is answered with \(status)", namedBy: "SEM-01") {
            $0.alsoRefusing { response, _ in response.status = status }
        }
    }
}
