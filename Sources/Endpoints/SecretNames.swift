/// Tells by a name or a value what is likely to be a secret.
package enum SecretNames {
    private static let inHeaders = ["api-key", "apikey", "api_key", "token", "auth", "secret", "x-key",
                                    "subscription-key", "password"]
    private static let queries: Set<String> = [
        "key", "api_key", "apikey", "api-key", "x-api-key", "token", "access_token", "access-token", "auth",
        "auth_token", "authtoken", "appid", "subscription-key", "client_secret", "password",
    ]
    private static let inCookies = ["session", "sid", "token", "auth", "secret", "jwt", "password"]
    private static let beginnings = ["sk_", "sk-", "pk_live", "rk_", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-",
                                     "xox", "otr_", "AKIA", "AIza"]

    package static func isSecretHeader(_ name: String) -> Bool {
        // Whoever wrote something is no secret; what authorises is.
        let name = name.lowercased().replacing("authoriz", with: "token").replacing("author", with: "")
        if inHeaders.contains(where: { name.contains($0) }) { return true }
        // `X-Team-Key`; but what makes a request safe to repeat is no secret, and new in each.
        return (name.hasSuffix("-key") || name.hasSuffix("_key")) && !notSecret.contains(name)
    }

    private static let notSecret: Set<String> = ["idempotency-key", "x-idempotency-key", "surrogate-key", "sec-websocket-key"]

    package static func isSecretQuery(_ name: String) -> Bool { queries.contains(name.lowercased()) }

    package static func isSecretCookie(_ name: String) -> Bool {
        let name = name.lowercased()
        return inCookies.contains { name.contains($0) }
    }

    /// Beyond what is likely to be a key: what is better not shown.
    private static let further = ["auth", "session", "passwd", "cookie", "credential", "signature", "jwt"]

    /// True where a value should be hidden in whatever is written, be it a key or not.
    package static func mayHoldSecret(_ name: String) -> Bool {
        if isSecretHeader(name) || isSecretQuery(name) { return true }
        let name = name.lowercased()
        return name == "sid" || further.contains { name.contains($0) } || name.hasSuffix("-key") && !name.contains("idempotency")
    }

    /// A guard against forged requests is secret, but no key.
    package static func guardsForms(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.contains("csrf") || name.contains("xsrf")
    }

    /// A member of a body that should not be passed on.
    package static func isSecretMember(_ name: String) -> Bool {
        let name = name.lowercased()
        let parts = ["password", "passwd", "secret", "token"]
        return isSecretQuery(name) && name != "key" || parts.contains { name.contains($0) }
    }

    /// A signed token (RFC 7519), or a key as well-known services make them.
    package static func isSecretValue(_ value: String) -> Bool {
        guard value.utf8.count >= 16, !value.contains(" ") else { return false }
        if value.hasPrefix("eyJ"), value.split(separator: ".", omittingEmptySubsequences: false).count == 3 {
            return true
        }
        return beginnings.contains { value.hasPrefix($0) }
    }
}
