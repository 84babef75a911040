import Importing
import Testing

@Suite("A curl line that cannot be read says why, where, and how to mend it")
struct CurlProblemTests {
    private static let url = "https://a.b/x"

    private static let cases: [(line: String, place: String, what: String, remedy: String)] = [
        ("curl --headr 'a: b' \(url)", "position 6", "--headr is no known option", "--header"),
        ("curl \(url) --jsn {}", "position 20", "--jsn", "--json"),
        ("curl --zzzzzzzz \(url)", "position 6", "--zzzzzzzz", "Leave it out"),
        ("curl -Q \(url)", "position 6", "-Q is no known option", "-q/--disable"),
        ("curl -P \(url)", "position 6", "-P is no known", "-p/--proxytunnel"),
        ("curl -s% \(url)", "position 6", "this is no known option", "Leave it out"),
        ("curl --header=a \(url)", "position 6", "curl takes no --header=…", "space between"),
        ("curl --get=a \(url)", "position 6", "--get=…", "alone"),
        ("curl -request POST \(url)", "position 20", "two URLs", "Leave one"),
        ("curl \(url) https://c.d/y", "position 20", "two URLs, the first at position 6", "quotes"),
        ("curl --url \(url) \(url)", "position 12", "two URLs", "Leave one"),
        ("curl", "the curl line", "no URL", "Add the address"), ("curl -s", "the curl line", "no URL", "Add"),
        ("", "position 1", "empty", "Give"),
        ("curl -F a=b \(url)", "position 6", "a multipart body is not supported", "--json"),
        ("curl --form-string a=b \(url)", "position 6", "multipart", "--json"),
        ("curl -T f \(url)", "position 6", "upload", "--data-binary"),
        ("curl ftp://a.b/x", "position 6", "scheme of the address is ftp", "http://"),
        ("curl file:///etc/passwd", "position 6", "scheme", "http"),
        ("curl https://", "position 6", "no host", "https://"),
        ("curl https://a.b:99999/", "position 6", "port", "colon"),
        ("curl 'https://a.b/{c,d}'", "position 6", "several addresses", "-g"),
        ("curl 'https://a.b/[1-3]'", "position 6", "several", "-g"),
        ("curl https://b\u{e9}.de/", "position 6", "host has characters", "xn--"),
        ("curl \(url) -H", "position 20", "needs a value", "Add"),
        ("curl \(url) -H 'a'", "position 23", "no colon", "Name: value"),
        ("curl \(url) -H @f", "position 23", "from a file", "Name: value"),
        ("curl \(url) -d @-", "position 23", "standard input", "file"),
        ("curl \(url) -d a -d @f", "position 28", "several parts", "one file"),
        ("curl \(url) --data-urlencode a@f", "position 37", "file", "name=content"),
        ("curl -G \(url) -d @f", "position 26", "query would come from a file", "URL"),
        ("curl -I -d a \(url)", "position 14", "exclude each other", "-G"),
        ("curl --next \(url)", "position 6", "second request", "--next"),
        ("curl -K f \(url)", "position 6", "file of options", "Write"),
        ("curl --digest -u a:b \(url)", "position 6", "digest", "-H"),
        ("curl --resolve a:1 \(url)", "position 16", "three parts", "host:port:address"),
        ("curl --connect-to a:1 \(url)", "position 19", "four parts", "other-port"),
        ("curl --connect-to a.b:443:c:0 \(url)", "position 19", "no host and port", "65535"),
        ("wget \(url)", "position 1", "another command", "curl line"),
        ("time curl \(url)", "position 1", "something stands before", "position 6"),
        ("curl –s \(url)", "position 6", "long dash", "--"),
        ("curl ^\"\(url)^\" ^\n -H ^\"a: b^\"", "position 6", "Windows", "bash"),
        ("curl $URL", "position 6", "in a variable", "Put in"),
        ("curl https://$HOST/x", "position 6", "variable", "Put in"),
        ("curl \"https://a.b/$ID\"", "position 19", "$ID is not known", "Put in the value"),
        ("curl \(url) -H \"X-T: a$ID\"", "position 30", "$ID", "Put in"),
        ("curl \(url) -d \"n=$ID\"", "position 26", "$ID", "Put in"),
        ("curl \(url) -u \"me:$PASS\"", "position 27", "$PASS", "one whole variable"),
        ("curl -X $M \(url)", "position 9", "$M", "Put in"),
    ]

    @Test("problems", arguments: cases)
    func problems(line: String, place: String, what: String, remedy: String) {
        let found = problem { try curl(line) }
        #expect(found?.place.hasPrefix(place) == true, "\(found?.description ?? "")")
        #expect(found?.what.contains(what) == true, "\(found?.description ?? "")")
        #expect(found?.remedy.contains(remedy) == true, "\(found?.description ?? "")")
    }

    @Test("the description is place, what and remedy")
    func description() {
        #expect(ImportProblem(what: "w", place: "p", remedy: "R.").description == "p: w. R.")
    }

    @Test("a problem never shows a value", arguments: [
        "curl 'https://a.b/x?token=\(secret)' 'https://a.b/\(secret)'", "curl https://a.b -H '\(secret)'",
        "curl ftp://u:\(secret)@a.b/x", "curl https://a.b -u 'me:\(secret)' --digest",
        "curl 'https://a.b/{\(secret)}'", "curl --\(secret) https://a.b",
        "curl https://a.b --data-urlencode 'a@\(secret)'", "curl https://a.b --header='Authorization: \(secret)'",
        "curl https://a.b -H 'X: \(secret)", "curl --resolve \(secret) https://a.b", "curl https://\(secret):x@a.b:x/",
        "curl https://a.b -Q\(secret)",
    ])
    func quiet(line: String) { #expect(problem { try curl(line) }?.description.contains(secret) == false) }

    @Test("a line that is too long is refused")
    func tooLong() {
        let line = "curl https://a.b -d " + String(repeating: "a", count: ImportProblem.mostBytes)
        #expect(problem { try curl(line) }?.what.contains("32 MiB") == true)
    }

    @Test("no text makes it crash", arguments: 0..<400)
    func noise(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let parts = ["curl ", "https://a.b", "-H ", "'", "\"", "\\", "$", "{", "}", "$'", "\\x", "\\u", "-", "--", "=",
                     ":", "@", "\n", "|", "&", "[", "]", "%", "?", "#", "-u ", "-b ",
                     "--json ", "Authorization: ", "Basic ", "é", "\u{301}", " ", "9", "--resolve ", "-x ",
                     "--data-urlencode ", "é;", "\u{0}", "\u{F0000}", "-G "]
        let line = (0..<(1 + next(24))).map { _ in parts[next(parts.count)] }.joined()
        if let draft = try? CurlImport.read(line) { _ = ProfileWriter.yaml(draft) }
    }
}
