import Timeline

/// What a check concluded.
package enum Verdict: String, Sendable, Codable {
    case pass
    /// Proven: no conforming limiter could have produced the witness, whatever the network did.
    case fail
    /// Some conforming limiter could have produced the history, and some other one too.
    case inconclusive
    /// What was seen where the contract leaves it open.
    case observed
    /// The check does not apply, or another check's failure already explains what it saw.
    case skip
}

/// How binding a requirement is.
package enum Level: String, Sendable, Codable, CaseIterable {
    case must
    case should
    case observe
}

/// Where a requirement is written down.
package struct Citation: Sendable, Equatable, Codable {
    package var text: String
    package var url: String

    package static func rfc(_ number: Int, _ section: String) -> Citation {
        Citation(text: "RFC \(number), section \(section)", url: "https://www.rfc-editor.org/rfc/rfc\(number)#section-\(section)")
    }

    /// The contract page of the leads API.
    package static let contract = Citation(
        text: "leads API, create a lead, Rate Limit", url: "https://docs.foxreach.io/llms.txt")

    /// The page of the leads API about imports.
    package static let imports = Citation(text: "leads API, import leads", url: "https://docs.foxreach.io/llms.txt")

    /// The draft of the HTTP API working group about fields for rate limits; not a standard.
    package static let draft = Citation(
        text: "draft-ietf-httpapi-ratelimit-headers", url: "https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/")
}

/// The judgement of one check on one history.
package struct Finding: Sendable, Equatable {
    package var verdict: Verdict
    /// Where the finding weighs less than the check: a *should* found by a *must* check.
    package var level: Level?
    package var observed: String
    /// On pass, what the experiment could have caught.
    package var power = ""
    /// Indices of the attempts that prove a failure, smallest set first found.
    package var witness: [Int] = []
    /// The window that proves a failure, where its attempts were not kept.
    package var window: LoadWindow?
    /// What kind of thing was found: the table of causes goes by it.
    package var symptom = Symptom.other

    package init(verdict: Verdict, level: Level? = nil, observed: String, power: String = "", witness: [Int] = [], symptom: Symptom = .other) {
        self.verdict = verdict
        self.level = level
        self.observed = observed
        self.power = power
        self.witness = witness
        self.symptom = symptom
    }

    static func pass(_ observed: String, power: String) -> Finding {
        Finding(verdict: .pass, observed: observed, power: power)
    }

    static func fail(_ observed: String, witness: Witness, level: Level? = nil, as symptom: Symptom = .other) -> Finding {
        var finding = Finding(verdict: .fail, level: level, observed: observed, symptom: symptom)
        switch witness.evidence {
        case .attempts(let first, let others): finding.witness = ([first] + others).map(\.attempt.index).sorted()
        case .window(let window): finding.window = window
        }
        return finding
    }

    static func inconclusive(_ why: String, seeing witness: [Observation] = [], lacking: Lacking = .nothing) -> Finding {
        Finding(verdict: .inconclusive, observed: why, witness: witness.map(\.attempt.index).sorted(), symptom: .undecided(lacking))
    }

    static func observed(_ what: String) -> Finding { Finding(verdict: .observed, observed: what) }

    static func skip(_ why: String) -> Finding { Finding(verdict: .skip, observed: why) }
}
