import Conformance
import Endpoints
import Experiments
import Limiters
import LoadEngine
import Measurement
import Timeline

extension Profile {
    /// Reads a profile with overrides laid over it, in their order.
    ///
    /// Throws: `ProfileError` with every problem of the text and of the overrides.
    package init(yaml text: String, file: String, overrides: [Override] = []) throws(ProfileError) {
        let document = try Document(text, file: file)
        // The kind of target decides which variant of the profile applies; the overrides then win over that.
        func isEarly(_ override: Override) -> Bool {
            ["target", "per_target"].contains { override.path == $0 || override.path.hasPrefix($0 + ".") }
        }
        for override in overrides where isEarly(override) { document.apply(override) }
        document.specialize(for: Field(document)["target"]["kind"].rawText ?? "")
        for override in overrides where !override.path.hasPrefix("per_target") { document.apply(override) }

        let root = Field(document)
        root.allow(["name", "summary", "target", "contract", "keys", "load", "checks", "thresholds", "budget", "in_flight", "validity", "seed",
                    "hooks", "confidence", "history", "endpoint", "request", "credential", "answers", "variants", "setup", "cleanup"])
        let read = ProfileReader(root: root)
        let target = read.target()
        let endpointReader = EndpointReader(root: root)
        let endpoint = endpointReader.read(path: target?.url.flatMap { $0.isBare ? nil : $0.path }, bodies: BodyFiles(document: document, reader: endpointReader))
        let contract = read.contract(endpoint, sources: target?.sources.count ?? 0)
        let keys = endpoint?.credential == Credential.none ? read.identities(target?.sources ?? []) : read.keys()
        name = root["name"].text() ?? ""
        summary = root["summary"].text(default: "") ?? ""
        history = root["history"].choice(HistoryKept.allCases.map { ($0.rawValue, $0) }, default: .auto) ?? .auto
        load = read.load(history, endpoint)
        checks = read.checks()
        hooks = read.hooks()
        confidence = read.confidence()
        thresholds = read.thresholds()
        validity = read.validity()
        root["budget"].allow(["requests"])
        let most = root["budget"]["requests"]
        budget = most.isPresent ? most.whole(1...100_000_000) : nil
        inFlight = root["in_flight"].isPresent ? root["in_flight"].whole(1...10_000) : nil
        seed = UInt64(root["seed"].whole(0...Int.max, default: 1) ?? 1)
        source = document.source
        if !name.isEmpty, !name.utf8.allSatisfy({ (48...57).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-") }) {
            root["name"].report("the name \"\(name)\" cannot be part of a file name", "Use lower-case letters, digits and hyphens.")
        }
        guard document.problems.isEmpty, let target, let contract, let keys, let endpoint else {
            throw ProfileError(problems: document.problems.sorted { $0.position < $1.position })
        }
        self.target = target
        // What reports call the target is what is asked there.
        if !endpoint.isLeads { self.target.url?.path = endpoint.path.source }
        self.contract = contract
        self.endpoint = endpoint
        self.keys = keys
        keysAreExclusive = root["keys"]["exclusive"].flag(default: false)
    }
}

/// Reads the parts of a profile; each reports its own problems and gives nothing where it cannot go on.
struct ProfileReader {
    let root: Field

    func target() -> TargetSpecification? {
        let field = root["target"]
        field.allow(["kind", "url", "nodes", "timeout", "trust", "certificate", "certificate_key", "transport", "socket", "loops", "http", "authorized", "limiter",
                     "connect", "proxy", "sources", "redirects"])
        let kind = field["kind"].choice(TargetSpecification.Kind.allCases.map { ($0.rawValue, $0) })
        let timeout = field["timeout"].duration(default: .seconds(5))
        let authorized = field["authorized"].flag(default: false)
        let limiter = limiter(field["limiter"])
        let url = url(field["url"], kind: kind)
        let nodes = field["nodes"].items.compactMap { self.url($0, kind: kind) }
        let trust = field["trust"].isPresent ? field["trust"].text() : nil
        let certificate = certificate(field)
        let transports: [(name: String, value: Transport?)] = [("auto", nil)] + Transport.allCases.map { ($0.rawValue, $0) }
        let transport = field["transport"].choice(transports, default: .some(nil)) ?? nil
        if transport == .epoll, let secure = ([url].compactMap { $0 } + nodes).first(where: \.isSecure) {
            field["transport"].report("the epoll transport speaks plain HTTP, and \(secure) is https", "Use auto or nio.")
        }
        let loops = field["loops"].whole(1...64, default: 1) ?? 1
        if loops > 1, kind == .mock { field["loops"].report("virtual time has one loop", "Leave target.loops out.") }
        guard let kind, let timeout, kind != .http || url != nil else { return nil }
        let socket = field["socket"].isPresent ? field["socket"].text() : nil
        if socket != nil, kind != .http || url?.isSecure == true || !nodes.isEmpty {
            field["socket"].report("a unix domain socket takes the place of one http url's host and port", "Use kind: http, one http:// url and no nodes.")
        }
        // A socket is of this machine, whatever the url says.
        for url in [url].compactMap({ $0 }) + nodes where !url.isLoopback && !authorized && socket == nil {
            field["url"].report("\(url.host) is not this machine, and its owner's consent is not stated",
                                "If you may load it, pass --authorized or set target.authorized: true.")
        }
        let version = field["http"].choice(HTTPVersion.allCases.map { ($0.rawValue, $0) }, default: .http1) ?? .http1
        if version == .http2, transport == .epoll { field["http"].report("the epoll transport speaks HTTP/1.1 only", "Use target.transport: auto or nio.") }
        if version == .http2, kind == .selfHosted { field["http"].report("the self-hosted target speaks HTTP/1.1 only", "Leave target.http out.") }
        let reach = ReachReader(field: field, kind: kind, url: url).read()
        return TargetSpecification(
            kind: kind, url: url, nodes: nodes, timeout: timeout, trust: trust, certificate: certificate, transport: transport,
            socket: socket, loops: loops, version: version, authorized: authorized, limiter: limiter,
            connect: reach.connect, proxy: reach.proxy, sources: reach.sources, followsRedirects: reach.followsRedirects)
    }

    private func certificate(_ field: Field) -> ClientCertificate? {
        let (chain, key) = (field["certificate"], field["certificate_key"])
        guard chain.isPresent || key.isPresent else { return nil }
        guard chain.isPresent, key.isPresent else {
            (chain.isPresent ? chain : key).report("a client certificate needs its private key, and the key its certificate",
                                                   "Give target.certificate and target.certificate_key, PEM files both.")
            return nil
        }
        guard let chain = chain.text(), let key = key.text() else { return nil }
        return ClientCertificate(chain: chain, key: key)
    }

    private func url(_ field: Field, kind: TargetSpecification.Kind?) -> TargetURL? {
        guard kind == .http else {
            if field.isPresent, kind != nil { field.report("a url is for http targets", "Set target.kind: http, or remove the url.") }
            return nil
        }
        guard let text = field.text() else { return nil }
        do throws(TargetURL.Malformed) {
            return try TargetURL(text)
        } catch {
            field.report(error.description, "Write it like http://127.0.0.1:8080/api/v1/leads.")
            return nil
        }
    }

    private func limiter(_ field: Field) -> LimiterSpecification {
        field.allow(["algorithm", "quota", "window", "defects", "latency"])
        let algorithm = field["algorithm"].isPresent ? field["algorithm"].choice(Algorithm.allCases.map { ($0.rawValue, $0) }) : nil
        return LimiterSpecification(
            algorithm: algorithm, quota: field["quota"].isPresent ? field["quota"].whole(1...1_000_000) : nil,
            window: field["window"].isPresent ? field["window"].duration() : nil, defects: field["defects"].items.compactMap { $0.text() },
            latency: field["latency"].duration(default: .zero, orZero: true) ?? .zero)
    }

    func contract(_ endpoint: Endpoint?, sources: Int) -> Contract? {
        let field = root["contract"]
        field.allow(LimitReader.fields + ["limits", "dialect", "operations", "costs", "outage", "open", "observed", "scope"])
        let isObserved = field["observed"].flag(default: false)
        // To be observed is to be found out first.
        let isOpen = field["open"].flag(default: false) || isObserved && !field["quota"].isPresent && !field["window"].isPresent
        // Of an open contract, the most that is looked for.
        let isAnonymous = endpoint?.credential == Credential.none
        let scope: Scope = field["scope"].choice(Scope.allCases.map { ($0.rawValue, $0) }, default: isAnonymous ? .address : .key) ?? .key
        let limits = LimitReader(contract: field, scope: scope).read()
        // Of limits, the one that experiments go by gives both.
        let quota = limits != nil ? 1 : field["quota"].whole(1...1_000_000, default: isOpen ? 1_000 : nil)
        let window = limits != nil ? .seconds(1) : field["window"].duration(default: isOpen ? .seconds(120) : nil)
        let dialect = DialectReader(field: field["dialect"]).read()
        if limits == nil, let window, window < .seconds(1) {
            field["window"].report("a window of \(window) is shorter than the second that the fields count", "Give at least 1s.")
        }
        let operations = field["operations"].items.compactMap {
            $0.choice(Capability.allCases.map { (name: $0.rawValue, value: $0) })
        }
        let costs = costs(field["costs"])
        let outage = field["outage"].isPresent ? field["outage"].choice(OutagePolicy.allCases.map { (name: $0.rawValue, value: $0) }) : nil
        guard let quota, let window else { return nil }
        var contract = Contract(quota: quota, window: window, dialect: dialect ?? .none, operations: Set(operations), costs: costs, outage: outage)
        contract.findsDialect = dialect == nil
        contract.isOpen = isOpen
        contract.isObserved = isObserved
        contract.scope = scope
        contract.promise(limits ?? [])
        if isAnonymous, [.key, .route].contains(contract.scope), field["scope"].isPresent {
            field["scope"].report("requests carry no key (credential: none), so no limit can go by it", "Write scope: address or scope: everyone.")
        }
        contract.sources = max(1, sources)
        if let endpoint { contract.describe(endpoint) }
        return contract
    }

    private func costs(_ field: Field) -> Costs {
        field.allow(["created", "conflict", "invalid", "limited", "import"])
        // The contract itself fixes these three.
        for (name, cost) in [("created", 1), ("limited", 0), ("import", 1)] { _ = field[name].whole(cost...cost, default: cost) }
        func cost(_ name: String) -> Int? {
            let choices: [(name: String, value: Int?)] = [("observe", nil), ("0", 0), ("1", 1)]
            return field[name].choice(choices, default: .some(nil)) ?? nil
        }
        return Costs(conflict: cost("conflict"), invalid: cost("invalid"))
    }

    func hooks() -> HookCommands {
        let field = root["hooks"]
        field.allow(["restart", "outage", "timeout"])
        field["outage"].allow(["begin", "end"])
        func command(_ field: Field) -> String? { field.isPresent ? field.text() : nil }
        let commands = HookCommands(restart: command(field["restart"]), outageBegins: command(field["outage"]["begin"]),
                                    outageEnds: command(field["outage"]["end"]),
                                    timeout: field["timeout"].duration(default: .seconds(60)) ?? .seconds(60))
        if (commands.outageBegins == nil) != (commands.outageEnds == nil) {
            field["outage"].report("an outage needs a command that begins it and one that ends it", "Give outage.begin and outage.end.")
        }
        if field.isPresent, root["target"]["kind"].rawText != TargetSpecification.Kind.http.rawValue {
            field.report("hooks are for http targets; targets of our own are disturbed without commands", "Remove hooks, or set target.kind: http.")
        }
        return commands
    }

    func confidence() -> Confidence? {
        let field = root["confidence"]
        guard field.isPresent else { return nil }
        field.allow(["level", "p"])
        guard let level = field["level"].probability(), let p = field["p"].probability() else { return nil }
        return Confidence(level: level, p: p)
    }

    func checks() -> CheckSelection {
        let field = root["checks"]
        if field.rawText == "none" { return CheckSelection(isOff: true, only: [], skip: [], isStrict: false) }
        field.allow(["only", "skip", "strict"])
        func ids(_ field: Field) -> [CheckID] {
            field.items.compactMap { item in
                guard let text = item.text() else { return nil }
                let id = CheckID(text.uppercased())
                if CheckCatalog.check(id) != nil { return id }
                item.report("there is no check \"\(text)\"", "Checks: \(CheckCatalog.all.map(\.id.description).joined(separator: ", ")).")
                return nil
            }
        }
        return CheckSelection(only: ids(field["only"]), skip: ids(field["skip"]), isStrict: field["strict"].flag(default: false))
    }

    func validity() -> ValidityLimits {
        let field = root["validity"]
        field.allow(["lag_p99", "missed", "cpu", "stall"])
        let usual = ValidityLimits()
        return ValidityLimits(lagP99: field["lag_p99"].duration(default: usual.lagP99) ?? usual.lagP99,
                              missedShare: field["missed"].share(default: usual.missedShare) ?? usual.missedShare,
                              cpuShare: field["cpu"].share(default: usual.cpuShare) ?? usual.cpuShare,
                              stall: field["stall"].duration(default: usual.stall) ?? usual.stall)
    }
}
