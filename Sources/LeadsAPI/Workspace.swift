package import Timeline
package import WireFormat

/// The leads of one workspace; unique by e-mail, deleted ones kept for restoring.
package struct Workspace: Sendable {
    /// How many leads the plan of this workspace allows.
    package var contactLimit: Int
    /// By number, nothing where one was deleted.
    private var leads: [StoredLead?] = []
    /// Of leads that are not deleted, by identity.
    private var numbers: [String: Int32] = [:]
    private var deleted: [String: Lead] = [:]
    /// Those of the last lead.
    private var lastDetails: LeadDetails?

    package init(contactLimit: Int = 10_000_000) { self.contactLimit = contactLimit }

    package var count: Int { numbers.count }

    /// The lead with this address, unless it was deleted.
    package func lead(email: String) -> Lead? {
        numbers[LeadDraft.identity(of: email)].flatMap { leads[Int($0)]?.lead(Int($0)) }
    }

    package struct Duplicate: Error, Equatable {}

    package mutating func create(_ draft: LeadDraft, at now: WallInstant) throws(Duplicate) -> Lead {
        guard numbers[draft.identity] == nil else { throw Duplicate() }
        // Creating over a soft-deleted lead begins a new one; only an import restores.
        deleted[draft.identity] = nil
        return store(draft, at: now)
    }

    private mutating func store(_ draft: LeadDraft, at now: WallInstant) -> Lead {
        let lead = Lead(
            number: leads.count, email: draft.email, texts: draft.texts, tags: draft.tags ?? [],
            customFields: draft.customFields, source: draft.source ?? "api", status: draft.status ?? "active",
            createdAt: now, updatedAt: now)
        leads.append(nil)
        keep(lead)
        return lead
    }

    private mutating func keep(_ lead: Lead) {
        let details = lastDetails.flatMap { $0.areThose(of: lead) ? $0 : nil } ?? LeadDetails(lead)
        lastDetails = details
        leads[lead.number] = StoredLead(lead, details)
        numbers[lead.identity] = Int32(lead.number)
    }

    /// Soft-deletes a lead; false where there is none of this id.
    package mutating func delete(id: String) -> Bool {
        guard let number = Lead.number(ofID: id), number < leads.count, let lead = leads[number]?.lead(number) else { return false }
        leads[number] = nil
        numbers[lead.identity] = nil
        deleted[lead.identity] = lead
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
                if !seen.insert(draft.identity).inserted || numbers[draft.identity] != nil {
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
        guard count <= max(contactLimit, before.count) else { self = before; throw ContactLimitExceeded() }
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
