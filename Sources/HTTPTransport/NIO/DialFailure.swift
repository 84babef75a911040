import LoadEngine
import NIOCore
import NIOPosix
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Why a connection over NIO could not be made, in the words of a person.
struct DialFailure {
    private let error: any Error
    /// Those of the system, where it said something: for each address that was tried.
    private let codes: [CInt]

    init(_ error: any Error) {
        self.error = error
        let parts = (error as? NIOConnectionError)?.connectionErrors.map(\.error) ?? [error]
        codes = parts.compactMap { ($0 as? IOError)?.errnoCode }
    }

    /// A unix domain socket does not wait for a place in its backlog.
    var isCrowded: Bool { codes.contains(EAGAIN) }

    func unavailable(_ endpoint: NodeAddress) -> TargetUnavailable {
        if let known = error as? TargetUnavailable { return known }
        if let failure = TLSFailure(error) {
            let cause: Cause = failure.isWantedCertificate ? .certificateWanted : .untrusted
            return TargetUnavailable(cause: cause, description: failure.text(endpoint))
        }
        if let misunderstanding = error as? Misunderstanding { return misunderstanding.unavailable(endpoint) }
        if let failure = error as? NIOConnectionError, failure.dnsAError != nil, failure.connectionErrors.isEmpty {
            return .unresolvable(endpoint)
        }
        if endpoint.source != nil, codes.contains(EADDRNOTAVAIL) { return .noSource(endpoint, Self.text(EADDRNOTAVAIL)) }
        if codes.contains(ECONNREFUSED) { return .refused(endpoint) }
        if codes.contains(EAGAIN) { return .crowded(endpoint) }
        if isTimeout { return .late(endpoint) }
        if let code = codes.first(where: [EADDRNOTAVAIL, EMFILE, ENFILE].contains) {
            return .exhausted(endpoint, Self.text(code))
        }
        if case ChannelError.eof = error { return TargetUnavailable(cause: .closed, description: closed(endpoint)) }
        return .unreachable(endpoint, codes.first.map(Self.text) ?? "\(error)")
    }

    private var isTimeout: Bool {
        let parts = (error as? NIOConnectionError)?.connectionErrors.map(\.error) ?? [error]
        return parts.contains { if case ChannelError.connectTimeout = $0 { true } else { false } }
    }

    private func closed(_ endpoint: NodeAddress) -> String {
        if endpoint.tls != nil { return TLSFailure.ended.text(endpoint) }
        return "\(endpoint.place) closed the connection when it was spoken to in HTTP/2; if it speaks HTTP/1.1 use target.http: \"1.1\", "
            + "if it speaks TLS an https:// url"
    }

    private static func text(_ code: CInt) -> String { String(cString: strerror(code)) }
}

extension Misunderstanding {
    func unavailable(_ endpoint: NodeAddress) -> TargetUnavailable {
        let (cause, text): (Cause, String) = switch self {
        case .http1 where endpoint.tls != nil: (.speaksHTTP1, TLSFailure.noSuchProtocol.text(endpoint))
        case .http1: (.speaksHTTP1, "\(endpoint.place) speaks HTTP/1.1, not HTTP/2; use target.http: \"1.1\"")
        case .tls: (.speaksTLS, "\(endpoint.place) speaks TLS; give an https:// url in target.url")
        }
        return TargetUnavailable(cause: cause, description: text)
    }
}
