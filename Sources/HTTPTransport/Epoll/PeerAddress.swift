#if os(Linux)
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where a socket connects to: IPv4, IPv6, or a path of this machine.
struct PeerAddress: Sendable {
    private let family: Int32
    private let bytes: [UInt8]

    /// The addresses of a host in the order in which they should be tried; empty where its name cannot be resolved. Waits for the resolver.
    static func resolve(host: String, port: Int) -> [PeerAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [PeerAddress] = []
        var next = list
        while let info = next?.pointee, found.count < 16 {
            if let address = info.ai_addr {
                found.append(PeerAddress(family: info.ai_family, bytes: Array(UnsafeRawBufferPointer(start: address, count: Int(info.ai_addrlen)))))
            }
            next = info.ai_next
        }
        return found
    }

    /// A unix domain socket; nothing for a path that is too long for one.
    static func unix(_ path: String) -> PeerAddress? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard name.count < room.count else { return false }
            room.copyBytes(from: name)
            return true
        }
        return fits ? withUnsafeBytes(of: &address) { PeerAddress(family: AF_UNIX, bytes: Array($0)) } : nil
    }

    /// A socket that never blocks and sends at once; negative where there is none left.
    func makeSocket() -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        if descriptor >= 0, family != AF_UNIX { setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size)) }
        return descriptor
    }

    /// Lets a socket leave from this address, with a port that is chosen when it connects; gives an error number, or zero.
    func bind(_ descriptor: Int32) -> Int32 {
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT, &yes, socklen_t(MemoryLayout<Int32>.size))
        return bytes.withUnsafeBytes { raw in
            guard let address = raw.bindMemory(to: sockaddr.self).baseAddress else { return EINVAL }
            return SystemCalls.bind(descriptor, address, socklen_t(raw.count))
        }
    }

    /// Begins to connect; gives an error number, or zero.
    func connect(_ descriptor: Int32) -> Int32 {
        bytes.withUnsafeBytes { raw in
            guard let address = raw.bindMemory(to: sockaddr.self).baseAddress else { return EINVAL }
            return SystemCalls.connect(descriptor, address, socklen_t(raw.count))
        }
    }
}
#endif
