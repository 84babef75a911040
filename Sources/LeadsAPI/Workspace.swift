package import Timeline

/// The leads of one workspace; unique by e-mail, deleted ones kept for restoring.
package struct Workspace: Sendable {
    /// How many leads the plan of this workspace allows.
    package var contactLimit: Int
    private var leads: [String: Lead] = [:]
    private var emailByID: [String: String] = [:]
    private var deleted: [String: Lead] = [:]
    private var lastID = 0

    package init(contactLimit: Int = 10_000_000) { self.contactLimit = contactLimit }

    package var count: Int { leads.count }

    package struct Duplicate: Error, Equatable {}

    package mutating func create(_ draft: LeadDraft, at now: WallInstant) throws(Duplicate) -> Lead {
        guard leads[draft.identity] == nil else { throw Duplicate() }
        // Creating over a soft-deleted lead begins a new one; only an import restores.
        deleted[draft.identity] = nil
        return store(draft, at: now)
    }

    private mutating func store(_ draft: LeadDraft, at now: WallInstant) -> Lead {
        lastID += 1
        let lead = Lead(
            id: "cld_" + String(lastID + 46_655, radix: 36), email: draft.email, texts: draft.texts, tags: draft.tags ?? [],
            customFields: draft.customFields, source: draft.source ?? "api", status: draft.status ?? "active",
            createdAt: now, updatedAt: now)
        keep(lead)
        return lead
    }

    private mutating func keep(_ lead: Lead) {
        let identity = lead.email.lowercased()
        leads[identity] = lead
        emailByID[lead.id] = identity
    }

    /// Soft-deletes a lead; false where there is none of this id.
    package mutating func delete(id: String) -> Bool {
        guard let identity = emailByID.removeValue(forKey: id), let lead = leads.removeValue(forKey: identity) else { return false }
        deleted[identity] = lead
        return true
    }

    /// What an import did, row by row.
    package struct ImportReport: Sendable, Equatable {
        package var created = 0
        package var restored = 0
        package var duplicates: [String] = []
        package var errors: [(email: String, reason: String)] = []

        package static func == (a: Self, b: Self) -> Bool {
            a.created == b.created && a.restored == b.restored && a.duplicates == b.duplicates && a.errors.elementsEqual(b.errors, by: ==)
        }
    }

    package struct ContactLimitExceeded: Error, Equatable {}

    /// Imports all rows, or none where the plan's contact limit would be exceeded.
    package mutating func importLeads(_ rows: [JSONValue], restoring: Bool, at now: WallInstant) throws(ContactLimitExceeded) -> ImportReport {
        let before = self
        var report = ImportReport()
        var seen: Set<String> = []
        for row in rows {
            do throws(LeadDraft.Invalid) {
                let draft = try LeadDraft(row)
                if !seen.insert(draft.identity).inserted || leads[draft.identity] != nil {
                    report.duplicates.append(draft.email)
                } else if let old = deleted[draft.identity] {
                    guard restoring else { report.duplicates.append(draft.email); continue }
                    deleted[draft.identity] = nil
                    keep(old.merged(with: draft, at: now))
                    report.restored += 1
                } else {
                    _ = store(draft, at: now)
                    report.created += 1
                }
            } catch {
                report.errors.append((row["email"]?.stringValue ?? "", error.description))
            }
        }
        guard leads.count <= max(contactLimit, before.leads.count) else { self = before; throw ContactLimitExceeded() }
        return report
    }
}

extension Lead {
    /// A restored lead: what the import gives wins, the rest stays as it was.
    fileprivate func merged(with draft: LeadDraft, at now: WallInstant) -> Lead {
        var lead = self
        lead.texts.merge(draft.texts) { $1 }
        lead.tags = draft.tags ?? tags
        lead.source = draft.source ?? source
        lead.status = draft.status ?? status
        if let fields = draft.customFields { lead.customFields = (customFields ?? [:]).merging(fields) { $1 } }
        lead.updatedAt = now
        return lead
    }
}
