import Importing
import Testing

@Suite("A line is parted as a shell parts it")
struct ShellReaderTests {
    private static let cases: [(line: String, words: [String])] = [
        ("a b  c\td", ["a", "b", "c", "d"]), ("'a b' c", ["a b", "c"]), ("'a\\nb'", ["a\\nb"]),
        ("'it'\\''s'", ["it's"]),
        ("\"a b\"", ["a b"]), (#""a\"b""#, [#"a"b"#]), (#""a\\b""#, [#"a\b"#]), (#""a\nb""#, [#"a\nb"#]),
        (#""a\$b""#, ["a$b"]),
        (#""a\`b""#, ["a`b"]), (#""a\'b""#, [#"a\'b"#]), ("\"a\\\nb\"", ["ab"]), ("a\\\nb", ["ab"]),
        ("a \\\n b", ["a", "b"]),
        ("a \\\r\n b", ["a", "b"]), (#"a\ b"#, ["a b"]), (#"a\"b"#, [#"a"b"#]), ("a''b", ["ab"]), ("''", [""]),
        ("\"\"", [""]),
        ("a '' b", ["a", "", "b"]), ("'a'\"b\"c", ["abc"]), ("$'a\\nb'", ["a\nb"]), ("$'\\t\\\\\\''", ["\t\\'"]),
        ("$'\\x41\\102\\u00e9\\U0001F600'", ["AB\u{e9}\u{1F600}"]), ("$'\\xe2\\x82\\xac'", ["\u{20AC}"]),
        ("$'\\q'", ["\\q"]),
        ("$'it\\'s'", ["it's"]), ("$\"a b\"", ["a b"]), ("'$HOME `x` $(y)'", ["$HOME `x` $(y)"]), ("a$", ["a$"]),
        ("\"$ 5\"", ["$ 5"]),
        ("a#b", ["a#b"]), ("a # comment", ["a"]), ("a\n", ["a"]), ("\n a", ["a"]), ("$ curl x", ["curl", "x"]),
        ("% curl x", ["curl", "x"]),
        ("# say\ncurl x", ["curl", "x"]), ("a\u{301}b 'c\u{301}'", ["a\u{301}b", "c\u{301}"]), ("{a}[b]", ["{a}[b]"]),
        ("", []), ("a\\", ["a"]),
        ("curl x | jq .", ["curl", "x"]), ("curl x > y", ["curl", "x"]), ("curl x 2>&1", ["curl", "x"]),
        ("curl x; ls", ["curl", "x"]),
        ("curl x && ls", ["curl", "x"]), ("curl x>y", ["curl", "x"]), ("curl '|;&<>'", ["curl", "|;&<>"]),
        ("curl x\nls", ["curl", "x"]),
    ]

    @Test("words", arguments: cases)
    func words(line: String, words: [String]) throws {
        #expect(try ShellReader.read(line).words.map(\.text) == words)
    }

    @Test("a word's position is where it begins, counted from 1")
    func positions() throws {
        #expect(try ShellReader.read("$ curl  'a b' \"c\" \\\n -d").words.map(\.position) == [3, 9, 15, 22])
    }

    @Test("a variable is kept by its name", arguments: ["$KEY", "${KEY}", "\"$KEY\"", "\"${KEY}\""])
    func variables(line: String) throws {
        let read = try ShellReader.read("a " + line)
        #expect(ShellVariable.name(of: read.words[1].text) == "KEY")
        #expect(read.variables == ["KEY": line.hasPrefix("\"") ? 4 : 3])
    }

    private static let broken: [(line: String, position: Int, says: String)] = [
        ("curl 'abc", 6, "never closed"), ("curl \"abc", 6, "never closed"), ("curl $'abc", 7, "never closed"),
        ("curl \"a\\", 6, "never closed"),
        ("curl `x`", 6, "run a command"), ("curl \"`x`\"", 7, "run a command"), ("curl $(x)", 6, "run a command"),
        ("curl \"a$(x)\"", 8, "run a command"),
        ("curl ${A:-b}", 6, "more than the name"), ("curl \"$1\"", 7, "parameter"),
        ("curl \u{201C}x\u{201D}", 6, "typographic"),
        ("curl x\n-H 'a: b'", 7, "options go on"), ("curl 'it's'", 11, "never closed"),
    ]

    @Test("what cannot be read is told with its position", arguments: broken)
    func checkBroken(line: String, position: Int, says: String) {
        let problem = problem { try curl(line) }
        #expect(problem?.place == "position \(position) of the curl line")
        #expect(problem?.what.contains(says) == true, "\(problem?.what ?? "")")
        #expect(problem?.remedy.isEmpty == false)
    }

    @Test("where the shell would stop, a note says so", arguments: [
        ("curl http://a/x | jq", "|"), ("curl http://a/x ; ls", ";"), ("curl http://a/x && ls", "&&"),
        ("curl http://a/x > f", ">"),
        ("curl http://a/?a=1&b=2", "put the URL in quotes"),
        ("curl http://a/x \\ \n -s", "White space behind the backslash"), ("curl http://a/x\nls", "another command"),
    ])
    func stops(line: String, says: String) throws { #expect(try curl(line).notes(about: says) == 1) }
}
