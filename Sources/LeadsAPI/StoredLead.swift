import Timeline
import WireFormat

/// A lead as a workspace keeps it: under load leads are most of the memory, and differ in little.
struct StoredLead: Sendable {
    private let email: String
    private let details: LeadDetails
    private let createdAt: WallInstant
    private let updatedAt: WallInstant

    init(_ lead: Lead, _ details: LeadDetails) {
        email = lead.email
        self.details = details
        createdAt = lead.createdAt
        updatedAt = lead.updatedAt
    }

    func lead(_ number: Int) -> Lead {
        Lead(number: number, email: email, texts: details.texts, tags: details.tags, customFields: details.customFields,
             source: details.source, status: details.status, createdAt: createdAt, updatedAt: updatedAt)
    }
}

/// What many leads have in common, kept once.
final class LeadDetails: Sendable {
    let texts: [String: String]
    let tags: [String]
    let customFields: [String: JSONValue]?
    let source: String
    let status: String

    init(_ lead: Lead) {
        texts = lead.texts
        tags = lead.tags
        customFields = lead.customFields
        source = lead.source
        status = lead.status
    }

    func areThose(of lead: Lead) -> Bool {
        texts == lead.texts && tags == lead.tags && customFields == lead.customFields && source == lead.source && status == lead.status
    }
}
