import LoadEngine
import NIOSSL

/// What a failure of TLS means; the texts of the library are for its authors.
enum TLSFailure {
    case unknownAuthority, otherName, wantedCertificate, noTLS, otherVersion, noSuchProtocol, handshakeRefused, ended
    /// By the library's name for it, such as `DECODE_ERROR`.
    case other(String)

    /// Nothing for an error that TLS has no part in.
    init?(_ error: any Error) {
        guard error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError else { return nil }
        let text = "\(error)"
        if let known = Self.signs.first(where: { text.contains($0.sign) }) {
            self = known.failure
        } else if error as? NIOSSLExtraError == .failedToValidateHostname {
            self = .otherName
        } else {
            let name = text.firstMatch(of: /OPENSSL_internal:([A-Z0-9_]+)/)?.output.1
            self = .other(name.map(String.init) ?? "the handshake failed")
        }
    }

    /// Reasons of BoringSSL; alerts of the peer are among them (RFC 8446, 6).
    private static let signs: [(sign: String, failure: TLSFailure)] = [
        ("CERTIFICATE_REQUIRED", .wantedCertificate), ("ALERT_BAD_CERTIFICATE", .wantedCertificate),
        ("ALERT_CERTIFICATE_UNKNOWN", .wantedCertificate), ("ALERT_UNKNOWN_CA", .wantedCertificate),
        ("CERTIFICATE_VERIFY_FAILED", .unknownAuthority), ("WRONG_VERSION_NUMBER", .noTLS), ("HTTP_REQUEST", .noTLS),
        ("PROTOCOL_VERSION", .otherVersion), ("UNSUPPORTED_PROTOCOL", .otherVersion), ("NO_APPLICATION_PROTOCOL", .noSuchProtocol),
        ("HANDSHAKE_FAILURE", .handshakeRefused), ("EOF during handshake", .ended), ("uncleanShutdown", .ended),
    ]

    var isWantedCertificate: Bool { if case .wantedCertificate = self { true } else { false } }

    /// What happened there, and the mend.
    func text(_ endpoint: NodeAddress) -> String {
        let place = endpoint.place
        let (version, other) = endpoint.version == .http2 ? ("2", "1.1") : ("1.1", "2")
        return switch self {
        case .unknownAuthority: "the certificate of \(place) is not trusted: its authority is unknown to this machine, or it is "
            + "not valid today; if it is your own, name a PEM file with its authority in target.trust"
        case .otherName: "the certificate of \(place) is for another name than \(endpoint.serverName); give a name that it lists in target.url"
        case .wantedCertificate: endpoint.tls?.certificate == nil
            ? "\(place) demands a client certificate; name one in target.certificate and target.certificate_key"
            : "\(place) does not accept the certificate of target.certificate; is it signed by an authority that the server knows?"
        case .noTLS: "\(place) does not speak TLS; give an http:// url in target.url"
        case .otherVersion: "\(place) and this tool have no version of TLS in common; it offers 1.2 and 1.3"
        case .noSuchProtocol: "\(place) does not offer HTTP/\(version) over TLS; use target.http: \"\(other)\""
        case .handshakeRefused: "\(place) refused the TLS handshake: it demands a client certificate (target.certificate), "
            + "or has no cipher in common with this tool"
        case .ended: "\(place) closed the connection during the TLS handshake; does it speak TLS on that port?"
        case .other(let reason): "TLS with \(place) failed (\(reason)); does it speak TLS on that port?"
        }
    }
}
