import Timeline

extension Endpoint {
    /// The leads API: create a lead, with an address that names the run.
    ///
    /// `path` is that of the create endpoint; the others lie below it.
    package static func leads(path: String = "/api/v1/leads") -> Endpoint {
        var endpoint = Endpoint(
            method: "POST", path: TextTemplate([.text(path)]), headers: [HeaderTemplate(name: "Accept", value: TextTemplate([.text("application/json")]))],
            body: Body(lead(email), mediaType: "application/json"), credential: .leads)
        endpoint.isLeads = true
        endpoint.variants = [
            Variant(name: "create-invalid", role: .invalid, operation: .createInvalid,
                    body: Body(lead([.text("not-an-address-"), .slot(.shortNumber)]), mediaType: "application/json")),
        ]
        return endpoint
    }

    private static let email = Slot.pieces(named: "email") ?? []

    private static func lead(_ email: [TextTemplate.Piece]) -> TextTemplate {
        TextTemplate([.text(#"{"email":""#)] + email
            + [.text(#"","firstName":"Rate","lastName":"Proof","company":"rateproof","source":"api","notes":"rateproof run "#), .slot(.run), .text(#""}"#)])
    }

    /// Nothing for what goes to the path of create.
    func pathOfLeads(_ operation: Operation) -> TextTemplate? {
        guard isLeads else { return nil }
        if operation.batch != nil { return TextTemplate(path.pieces + [.text("/import")]) }
        return operation == .deleteUnknown ? TextTemplate(path.pieces + [.text("/cld_unknown"), .slot(.shortNumber)]) : nil
    }

    /// The body of an import; nothing for anything else.
    func bodyOfLeads(_ operation: Operation, _ values: inout SlotValues) -> String? {
        guard isLeads, let count = operation.batch else { return nil }
        let leads = (0..<count).map { #"{"email":"rateproof.\#(values.run).\#(SlotValues.padded(values.subject))-\#($0)@example.com"}"# }
        return #"{"leads":[\#(leads.joined(separator: ","))],"restoreSoftDeleted":true}"#
    }
}
