/// Reads how an `http` target is reached where its url alone does not say it.
struct ReachReader {
    let field: Field
    let kind: TargetSpecification.Kind
    let url: TargetURL?

    struct Reach {
        var connect: HostPort?
        var proxy: ProxyAddress?
        var sources: [String] = []
        var followsRedirects = false
    }

    func read() -> Reach {
        var reach = Reach()
        for name in ["connect", "proxy", "sources", "redirects"] where field[name].isPresent && kind != .http {
            field[name].report("\(name) is for http targets", "Set target.kind: http, or remove it.")
        }
        if field["connect"].isPresent { reach.connect = hostAndPort(field["connect"]) }
        if field["proxy"].isPresent { reach.proxy = proxy(field["proxy"]) }
        let sources: [Source] = field["sources"].items.prefix(1_000).compactMap { item in
            address(item).map { Source(field: item, address: $0) }
        }
        reach.sources = sources.map(\.address)
        if Set(reach.sources).count < reach.sources.count { field["sources"].report("an address is there twice", "Give each once.") }
        checkFamilies(sources, reach)
        reach.followsRedirects = field["redirects"].choice([("stay", false), ("follow", true)], default: false) ?? false
        if field["socket"].isPresent, reach.connect != nil || reach.proxy != nil || !reach.sources.isEmpty {
            field["socket"].report("a unix domain socket needs no other way to the target", "Remove connect, proxy and sources, or the socket.")
        }
        // Of a url elsewhere the consent is asked for there.
        if let connect = reach.connect, !isLoopback(connect), url?.isLoopback ?? false, !field["authorized"].flag(default: false) {
            field["connect"].report("\(connect.host) is not this machine, and its owner's consent is not stated",
                                    "If you may load it, pass --authorized or set target.authorized: true.")
        }
        return reach
    }

    private struct Source {
        var field: Field
        var address: String
    }

    /// Nothing leaves from an IPv4 address for an IPv6 one, or the other way. What a name stands for is not known yet.
    private func checkFamilies(_ sources: [Source], _ reach: Reach) {
        let places = reach.proxy.map { [$0.address.host] } ?? reach.connect.map { [$0.host] } ?? hosts
        for source in sources {
            guard let own = AddressFamily(of: source.address) else { continue }
            let other = places.first { place in AddressFamily(of: place).map { $0 != own } ?? false }
            guard let other, let family = AddressFamily(of: other) else { continue }
            let road = "from \(source.address), which is \(own.rawValue), for \(other), which is \(family.rawValue)"
            source.field.report(
                "no request leaves \(road)",
                "Give an \(family.rawValue) address of this machine, or an \(own.rawValue) address of the target.")
        }
    }

    /// Of the url and of the nodes; what is wrong with those is told elsewhere.
    private var hosts: [String] {
        let nodes = field["nodes"].isList ? field["nodes"].items.compactMap { try? TargetURL($0.rawText ?? "") } : []
        return ([url].compactMap(\.self) + nodes).map(\.host)
    }

    private func isLoopback(_ place: HostPort) -> Bool {
        (try? TargetURL("http://\(place.host.contains(":") ? "[\(place.host)]" : place.host):\(place.port)"))?.isLoopback ?? false
    }

    private func hostAndPort(_ field: Field) -> HostPort? {
        guard let text = field.text() else { return nil }
        do throws(TargetURL.Malformed) {
            let url = try TargetURL("http://\(text)/")
            guard text.contains(":"), !text.contains("/") else { throw TargetURL.Malformed("there is no port") }
            return HostPort(host: url.host, port: url.port)
        } catch {
            field.report("\"\(text)\" is no address with a port", "Write it like 127.0.0.1:8443.")
            return nil
        }
    }

    /// `http://user:password@host:port`; the name and password are not shown.
    private func proxy(_ field: Field) -> ProxyAddress? {
        guard let text = field.text() else { return nil }
        guard let proxy = ProxyAddress(text) else {
            field.report("this is no address of a proxy", "Write it like http://127.0.0.1:3128, or http://user:password@127.0.0.1:3128.")
            return nil
        }
        return proxy
    }

    private func address(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        guard text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) || ".:".utf8.contains($0) }), text.contains(where: { ".:".contains($0) }) else {
            field.report("\"\(text)\" is no address", "Give an IPv4 or IPv6 address of this machine, such as 127.0.0.2.")
            return nil
        }
        return text
    }
}

/// What kind of address a host is; nothing for a name.
private enum AddressFamily: String {
    case ipv4 = "IPv4"
    case ipv6 = "IPv6"

    init?(of host: String) {
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        if host.contains(":") {
            self = .ipv6
        } else if octets.count == 4, octets.allSatisfy({ UInt8($0) != nil }) {
            self = .ipv4
        } else {
            return nil
        }
    }
}

extension ProxyAddress {
    /// As the environment's HTTP_PROXY writes it, scheme or not; nothing where it cannot be read.
    package init?(_ text: String) {
        var rest = text[...]
        if rest.hasPrefix("http://") { rest = rest.dropFirst(7) }
        guard !rest.contains("://") else { return nil }
        var credential: String?
        if let at = rest.lastIndex(of: "@") {
            credential = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard !rest.isEmpty, !rest.contains("/"), let url = try? TargetURL("http://\(rest)/") else { return nil }
        self.init(address: HostPort(host: url.host, port: url.port), credential: credential)
    }
}
