/// One line of the table of causes: where a check failed in this way, others say nothing new by failing in that way.
package struct Entailment: Sendable {
    /// Findings of some checks, or of any, that are of certain kinds, or of any.
    package struct Signs: Sendable {
        package var checks: Set<CheckID>?
        package var symptoms: Set<Symptom>?

        func contains(_ check: CheckID, _ symptom: Symptom) -> Bool {
            (checks?.contains(check) ?? true) && (symptoms?.contains(symptom) ?? true)
        }
    }

    /// How it is shown that the cause brought this very effect about.
    package enum Showing: Sendable {
        /// By the kinds of the two findings: the effect cannot but follow.
        case byKind
        /// By running the limiter as it was recognised over the same attempts: it would have done the same.
        case byReplay
        /// By the witness of the effect: one of its responses shows the cause.
        case onWitness
    }

    package var causes: Signs
    package var effects: Signs
    package var showing: Showing
    /// How the cause brings the effect about.
    package var why: String

    package init(
        _ checks: [CheckID], _ symptoms: Set<Symptom>? = nil, explain effects: Set<CheckID>?,
        _ effectSymptoms: Set<Symptom>? = nil, shown showing: Showing = .byKind, because why: String
    ) {
        causes = Signs(checks: Set(checks), symptoms: symptoms)
        self.effects = Signs(checks: effects, symptoms: effectSymptoms)
        self.showing = showing
        self.why = why
    }

    /// True where the first finding can be the cause of the second.
    func explains(_ effect: Finding, of id: CheckID, by cause: Finding, of causeID: CheckID) -> Bool {
        id != causeID && causes.contains(causeID, cause.symptom) && effects.contains(id, effect.symptom)
    }
}
