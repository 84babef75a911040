#if os(Linux)
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where a socket connects to, IPv4 or IPv6.
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

    /// A socket that never blocks and sends at once; negative where there is none left.
    func makeSocket() -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        if descriptor >= 0 { setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size)) }
        return descriptor
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
