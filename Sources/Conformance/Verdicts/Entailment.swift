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

    package var causes: Signs
    package var effects: Signs
    /// How the cause brings the effect about.
    package var why: String

    package init(
        _ checks: [CheckID], _ symptoms: Set<Symptom>? = nil, explain effects: Set<CheckID>?, _ effectSymptoms: Set<Symptom>? = nil, because why: String
    ) {
        causes = Signs(checks: Set(checks), symptoms: symptoms)
        self.effects = Signs(checks: effects, symptoms: effectSymptoms)
        self.why = why
    }

    /// True where the first finding can be the cause of the second.
    func explains(_ effect: (id: CheckID, finding: Finding), by cause: (id: CheckID, finding: Finding)) -> Bool {
        cause.id != effect.id && causes.contains(cause.id, cause.finding.symptom) && effects.contains(effect.id, effect.finding.symptom)
    }
}
