/// The options that add nothing to the request.
package enum CurlOptionLists {
    package static let dropped: [CurlOption] = [
        "-s --silent", "-S --show-error", "-v --verbose", "-i --include", "--show-headers", "-f --fail",
        "--fail-with-body",
        "--fail-early", "-o --output =", "-O --remote-name", "--remote-name-all", "-J --remote-header-name",
        "-R --remote-time", "--output-dir =", "--create-dirs", "--create-file-mode =", "--remove-on-error",
        "--clobber",
        "--no-clobber", "--xattr", "-w --write-out =", "-# --progress-bar", "--progress-meter", "--no-progress-meter",
        "-D --dump-header =", "--trace =", "--trace-ascii =", "--trace-time", "--trace-ids", "--trace-config =",
        "--stderr =", "-N --no-buffer", "-q --disable", "--styled-output", "--no-styled-output", "-Z --parallel",
        "--parallel-immediate", "--parallel-max =", "-c --cookie-jar =", "-j --junk-session-cookies", "--no-keepalive",
        "--keepalive-time =", "--tcp-nodelay", "--tcp-fastopen", "--no-sessionid", "--path-as-is", "--basic", "--raw",
        "--no-alpn", "--no-npn", "--suppress-connect-headers", "--libcurl =", "--post301", "--post302", "--post303",
        "--max-redirs =", "--expect100-timeout =", "--disallow-username-in-url", "--ssl", "--ssl-reqd",
        "--ssl-no-revoke",
        "--etag-save =", "--happy-eyeballs-timeout-ms =", "-a --append", "-l --list-only", "-h --help", "-V --version",
    ].map { CurlOption($0, .dropped) }

    private static let time = "how long a request may take is set in target.timeout"
    private static let again = "each request is sent once, and its answer is recorded"
    private static let road = "the system chooses how to reach the target"
    private static let tls = "the usual versions and ciphers of TLS are used"
    private static let proxy = "only the address of a proxy is taken over"
    private static let certificates = "certificates are given as PEM files in target.trust and target.certificate"

    package static let noted: [CurlOption] = [
        ("-k --insecure", "certificates are always verified; name the certificate's authority in target.trust"),
        ("--compressed", "answers are recorded as they come, so none is asked for in a compressed form"),
        ("--tr-encoding", "answers are recorded as they come, so none is asked for in a compressed form"),
        ("-m --max-time =", time), ("--connect-timeout =", time), ("-y --speed-time =", time),
        ("-Y --speed-limit =", time),
        ("--limit-rate =", "how fast requests leave is set by the profile's load"),
        ("--rate =", "how fast requests leave is set by the profile's load"),
        ("--retry =", again), ("--retry-delay =", again), ("--retry-max-time =", again), ("--retry-all-errors", again),
        ("--retry-connrefused", again), ("-z --time-cond =", again), ("-C --continue-at =", again),
        ("--etag-compare =", again), ("--max-filesize =", again),
        ("-4 --ipv4", road), ("-6 --ipv6", road), ("--interface =", road), ("--local-port =", road),
        ("--doh-url =", road),
        ("--dns-servers =", road), ("--dns-interface =", road), ("--haproxy-protocol", road),
        ("--alt-svc =", road), ("--hsts =", road),
        ("--unix-socket =", "write the path of the socket to target.socket"),
        ("--abstract-unix-socket =", "only sockets with a path can be connected to"),
        ("-1 --tlsv1", tls), ("--tlsv1.0", tls), ("--tlsv1.1", tls), ("--tlsv1.2", tls), ("--tlsv1.3", tls),
        ("--tls-max =", tls), ("--ciphers =", tls), ("--tls13-ciphers =", tls), ("--curves =", tls),
        ("--ssl-allow-beast", tls),
        ("--capath =", certificates), ("--cert-type =", certificates), ("--key-type =", certificates),
        ("--crlfile =", certificates), ("--pinnedpubkey =", certificates), ("--ca-native", certificates),
        ("--cert-status", certificates), ("--pass =", "the private key must be readable without a password"),
        ("-U --proxy-user =", proxy), ("--proxy-header =", proxy), ("--noproxy =", proxy), ("--preproxy =", proxy),
        ("-p --proxytunnel", proxy), ("--proxy-insecure", proxy), ("--proxy-cacert =", proxy),
        ("--proxy-basic", proxy),
        ("--socks4 =", proxy), ("--socks4a =", proxy), ("--socks5 =", proxy), ("--socks5-hostname =", proxy),
        ("-n --netrc", "names and passwords come from the environment; use -u"),
        ("--netrc-file =", "names and passwords come from the environment; use -u"),
        ("--netrc-optional", "names and passwords come from the environment; use -u"),
        ("-0 --http1.0", "only HTTP/1.1 and HTTP/2 are spoken"), ("--http0.9", "only HTTP/1.1 and HTTP/2 are spoken"),
        ("--http3", "only HTTP/1.1 and HTTP/2 are spoken"), ("--http3-only", "only HTTP/1.1 and HTTP/2 are spoken"),
        ("--proto =", "only http and https are driven"), ("--proto-default =", "only http and https are driven"),
        ("--proto-redir =", "only http and https are driven"),
    ].map { CurlOption($0.0, .noted($0.1)) }

    private static let multipart = "Leave the form out, or send the same as --json or --data."
    private static let signing = "Use a key that stays the same from request to request, with -H or -u."

    package static let refused: [CurlOption] = [
        ("-F --form =", "a multipart body is not supported", multipart),
        ("--form-string =", "a multipart body is not supported", multipart),
        ("-T --upload-file =", "an upload is not read", "Write it as -X PUT --data-binary @file."),
        ("-K --config =", "a file of options is not read", "Write its options out."),
        ("-: --next", "this begins a second request", "Give one request; leave out --next and what follows."),
        ("--digest", "a digest is made anew for each request, which is not supported", signing),
        ("--ntlm", "NTLM makes a handshake on each connection, which is not supported", signing),
        ("--negotiate", "Negotiate makes a handshake on each connection, which is not supported", signing),
        ("--anyauth", "curl would ask the server how to authenticate",
         "Use -u with --basic, or -H 'Authorization: …'."),
        ("--aws-sigv4 =", "a signature is made anew for each request, which is not supported", signing),
        ("--request-target =", "another request target than the URL's is not supported", "Write it into the URL."),
        ("--variable =", "curl's own variables are not read", "Write their values out."),
    ].map { CurlOption($0.0, .refused(what: $0.1, remedy: $0.2)) }
}
