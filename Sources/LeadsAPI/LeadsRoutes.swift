import Timeline
import WireFormat

/// The endpoints of the leads API over one workspace: no keys and no limits, only leads.
enum LeadsRoutes {
    static let largestImport = 1_000
    static let listedRows = 100

    static let root = "/api/v1/leads"

    static func respond(to request: APIRequest, in workspace: inout Workspace, at now: WallInstant) -> APIResponse {
        let path = request.path.prefix { $0 != "?" }
        switch (request.method, path) {
        case ("POST", "/api/v1/leads"): return create(request, &workspace, now)
        case ("POST", "/api/v1/leads/import"): return importLeads(request, &workspace, now)
        case ("DELETE", _) where path.hasPrefix(root + "/"):
            let id = String(path.dropFirst(root.count + 1))
            guard workspace.delete(id: id) else { return .detail(404, "Lead not found") }
            return APIResponse(status: 200, body: ["data": ["id": .string(id), "deleted": .bool(true)]])
        case (_, "/api/v1/leads"), (_, "/api/v1/leads/import"): return .detail(405, "Method Not Allowed")
        default: return .detail(404, "Not Found")
        }
    }

    private static func create(_ request: APIRequest, _ workspace: inout Workspace, _ now: WallInstant) -> APIResponse {
        body(of: request) { json in
            do throws(LeadDraft.Invalid) {
                let draft = try LeadDraft(json)
                do throws(Workspace.Duplicate) {
                    return APIResponse(status: 201, body: ["data": try workspace.create(draft, at: now).json])
                } catch {
                    return .detail(409, "A lead with this email already exists in the workspace")
                }
            } catch {
                return .detail(422, error.description)
            }
        }
    }

    private static func importLeads(_ request: APIRequest, _ workspace: inout Workspace, _ now: WallInstant) -> APIResponse {
        body(of: request) { json in
            guard case .array(let rows)? = json["leads"] else { return .detail(422, "leads: must be an array of leads") }
            guard (1...largestImport).contains(rows.count) else {
                return .detail(400, "leads: give 1 to \(largestImport) leads, not \(rows.count)")
            }
            var restoring = true
            switch json["restoreSoftDeleted"] ?? .null {
            case .null: break
            case .bool(let value): restoring = value
            default: return .detail(422, "restoreSoftDeleted: must be true or false")
            }
            do throws(Workspace.ContactLimitExceeded) {
                return APIResponse(status: 200, body: ["data": try workspace.importLeads(rows, restoring: restoring, at: now).json])
            } catch {
                return .detail(402, "The plan's contact limit would be exceeded")
            }
        }
    }

    private static func body(of request: APIRequest, _ respond: (JSONValue) -> APIResponse) -> APIResponse {
        guard let type = request.field("content-type"), isJSON(type) else {
            return .detail(400, "Content-Type must be application/json")
        }
        guard let json = JSONValue(parsing: request.body) else { return .detail(400, "The body is not valid JSON") }
        return respond(json)
    }

    /// In any case, and with parameters (RFC 9110, 8.3.1).
    private static func isJSON(_ type: String) -> Bool {
        type == "application/json" || type.lowercased().prefix { $0 != ";" && !$0.isWhitespace } == "application/json"
    }
}

extension Workspace.ImportReport {
    /// The dedup report: counts of everything, rows of the first hundred.
    var json: JSONValue {
        [
            "created": .number(Double(created)), "restored": .number(Double(restored)),
            "duplicates": .number(Double(duplicates.count)), "errors": .number(Double(errors.count)),
            "duplicateEmails": .array(duplicates.prefix(LeadsRoutes.listedRows).map(JSONValue.string)),
            "errorDetails": .array(errors.prefix(LeadsRoutes.listedRows).map { ["email": .string($0.email), "reason": .string($0.reason)] }),
        ]
    }
}
