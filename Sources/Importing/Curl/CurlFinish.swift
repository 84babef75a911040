import Endpoints

extension CurlRequest {
    /// The request, once all options are known.
    func seen() throws(ImportProblem) -> SeenRequest {
        var notes = notes
        let word = try theAddress()
        var address = try CurlAddress.read(word, isGlobOff: isGlobOff, &notes)
        if isHead, !isGet, !data.isEmpty {
            throw ImportProblem(at: word.position, "-I and a body exclude each other: curl sends one or the other",
                                "Leave out -I, or add -G to send the data as a query.")
        }
        address.query += query
        if isGet { address.query += try data.query().map(PercentCoding.mend) }
        var target = target
        let road = CurlRoad(address: address)
        target.connect = try road.connect(resolves: resolves, connects: connects, &notes)
        tidyCertificate(&target, &notes)

        var request = SeenRequest(method: method ?? usualMethod, address: address)
        request.body = isGet ? nil : try data.body(&notes)
        request.headers = allHeaders
        request.user = user
        takeHost(&request, &target, &notes)
        request.target = target
        request.notes = notes
        return request
    }

    private func theAddress() throws(ImportProblem) -> ShellWord {
        guard let word = addresses.first else {
            throw ImportProblem(what: "there is no URL", place: "the curl line",
                                remedy: "Add the address of the endpoint, such as https://api.example.com/v1/orders.")
        }
        if let second = addresses.dropFirst().first {
            throw ImportProblem(at: second.position, "there are two URLs, the first at position \(word.position)",
                                "Leave one; a value with spaces needs quotes around it.")
        }
        return word
    }

    private var usualMethod: String { isHead ? "HEAD" : isGet || data.isEmpty ? "GET" : "POST" }

    /// What curl adds by itself, unless the line names the field or takes it out.
    private var allHeaders: [EndpointDraft.Header] {
        var added = defaults
        if !cookies.isEmpty { added.append(EndpointDraft.Header("Cookie", cookies.joined(separator: "; "))) }
        if data.isJSON {
            added.append(EndpointDraft.Header("Content-Type", "application/json"))
            added.append(EndpointDraft.Header("Accept", "application/json"))
        } else if !data.isEmpty, !isGet {
            added.append(EndpointDraft.Header("Content-Type", "application/x-www-form-urlencoded"))
        }
        let named = removed.union(headers.map { $0.name.lowercased() })
        return headers + added.filter { !named.contains($0.name.lowercased()) && !$0.value.isEmpty }
    }

    private func tidyCertificate(_ target: inout EndpointDraft.Target, _ notes: inout [String]) {
        if target.certificate != nil, target.certificateKey == nil {
            target.certificateKey = target.certificate
            notes.append("The private key is looked for in the certificate's file, as curl does; both must be PEM.")
        } else if target.certificate == nil, target.certificateKey != nil {
            target.certificateKey = nil
            notes.append("--key is not taken over: there is no -E with its certificate.")
        }
    }

    /// A Host field of its own is the address, and what the URL names is connected to.
    private func takeHost(_ request: inout SeenRequest, _ target: inout EndpointDraft.Target,
                          _ notes: inout [String]) {
        guard let value = request.header("Host") else { return }
        request.headers.removeAll { $0.name.lowercased() == "host" }
        guard ShellVariable.first(in: value) == nil,
              let named = try? WebAddress("\(request.address.scheme)://\(value)"),
              named.path == "/", named.query.isEmpty, named.user == nil else {
            notes.append("The header Host was left out: its value is no host name.")
            return
        }
        guard named.origin != request.address.origin else { return }
        target.connect = target.connect ?? CurlRoad.place(request.address.host, request.address.portInUse)
        request.address.host = named.host
        request.address.port = named.port
        notes.append("The address is that of the header Host, and what the URL names is connected to: over TLS "
            + "the certificate must fit the address.")
    }
}
