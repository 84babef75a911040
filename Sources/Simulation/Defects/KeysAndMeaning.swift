import LeadsAPI

extension Defect {
    static let keysAndMeaning = [
        Defect("one-bucket-for-all", "all keys share one bucket", namedBy: "KEY-01") { $0.bucket = { _ in "everybody" } },
        Defect("limited-as-503", "over quota is answered with 503", namedBy: "SEM-01") {
            $0.alsoResponding { response, facts in if facts.fate == .limited { response.status = 503 } }
        },
        Defect("limited-as-403", "over quota is answered with 403", namedBy: "SEM-01") {
            $0.alsoResponding { response, facts in if facts.fate == .limited { response.status = 403 } }
        },
        Defect("acts-when-limited", "a limited request is carried out all the same", namedBy: "SEM-03") { $0.actsWhenLimited = true },
    ]
}
