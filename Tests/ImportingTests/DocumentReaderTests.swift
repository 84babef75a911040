import Importing
import Testing

@Suite("Documents are read strictly, and no more of them than is bounded")
struct DocumentReaderTests {
    private static let valid: [(text: String, json: String)] = [
        ("null", "null"), (" [ ] ", "[]"), ("{}", "{}"), ("[1,-0.5e+3,0]", "[1, -0.5e+3, 0]"),
        ("\"\\u00e9\\ud83d\\ude00\\/\\n\"", "\"\u{e9}\u{1F600}/\\n\""), ("\"\\ud83d\"", "\"\u{FFFD}\""),
        ("\"\\ud83d\\u0041\"", "\"\u{FFFD}A\""), ("{\"a\":{\"b\":[true,false]}}", "{\"a\": {\"b\": [true, false]}}"),
        ("\"\\u0001\"", "\"\\u0001\""),
    ]

    @Test("valid JSON", arguments: valid)
    func checkValid(text: String, json: String) throws { #expect(try JSONReader.read(text).json == json) }

    @Test("invalid JSON",
          arguments: ["", " ", "nul", "[1,]", "{\"a\"}", "{a:1}", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "\"a",
                      "\"\n\"", "\"\\x\"", "\"\\u12\"", "[1 2]", "1 2", "'a'", "[", "{", "-", "tru", "NaN", "\"\\",
                      "// a\n1"])
    func invalid(text: String) { #expect(!JSONReader.isValid(text)) }

    private static let scalars: [(yaml: String, value: JSONValue)] = [
        ("a: yes", .string("yes")), ("a: 012", .string("012")), ("a: 1", .number("1")), ("a: -1.5", .number("-1.5")),
        ("a: '1'", .string("1")), ("a: true", .bool(true)), ("a: ~", .null), ("a:", .null), ("a: ''", .string("")),
        ("a: .inf", .string(".inf")), ("a: {b: 1}", .object([.init("b", .number("1"))])),
        ("x: &x [1]\na: *x", .array([.number("1")])),
        ("x: &x {b: 1, c: 2}\na: {<<: *x, c: 3}", .object([.init("c", .number("3")), .init("b", .number("1"))])),
        ("a: 2026-01-01", .string("2026-01-01")),
    ]

    @Test("scalars of YAML", arguments: scalars)
    func checkScalars(yaml: String, value: JSONValue) throws {
        #expect(try DocumentReader.read(yaml, place: "x")["a"] == value)
    }

    @Test("aliases that multiply are refused", arguments: [8, 40])
    func laughs(levels: Int) {
        let text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + (1...levels).map { "a\($0): &a\($0) ["
            + Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ", ") + "]" }.joined(separator: "\n")
        #expect(problem { try OpenAPIImport.read(text,
                                                 operation: nil) }?.what.contains("more than 1000000 values") == true)
    }

    @Test("an alias in a key is refused, before it is compared",
          arguments: ["? *a30\n: 1", "*a30 : 1", "[*a30]: 1", "x: {? [*a30] : 1}", "- [1, *a30, 2] : 3",
                      "x: {[*a30]: 1}"])
    func keys(line: String) {
        let text = "l:\n- &a0 [x]\n" + (1...30).map { "- &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: "\n")
            + "\n" + line
        #expect(problem { try OpenAPIImport.read(text, operation: nil) }?.what.contains("in a key") == true)
    }

    @Test("asterisks and braces in texts are no aliases", arguments: [
        "x: &x 1\nd: \"*bold* and *more*: yes\"\ny: *x", "x: &x 1\n/a/{id}: {y: *x, z: 2}",
        "x: &x {a: 1}\ny: {<<: *x, b: 2}", "d: |\n  *a: b\n  ? c", "x: &x 1\ny: [*x, *x]\nz: 1",
    ])
    func texts(text: String) throws { _ = try DocumentReader.read(text, place: "x") }

    @Test("what is nested too deep is refused", arguments: ["[", "{\"a\":", "- ", "{a: "])
    func deep(open: String) {
        let text = (open == "- " ? "" : "{\"openapi\": ") + String(repeating: open, count: 20_000)
        #expect(problem { try OpenAPIImport.read(text, operation: nil) } != nil)
        #expect(problem { try HARImport.read(text, entry: nil) } != nil)
    }

    @Test("nested, but not too deep for the parser")
    func nested() {
        let text = "openapi: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(problem { try OpenAPIImport.read(text, operation: nil) }?.what.contains("128 deep") == true)
    }

    @Test("what is too long is refused")
    func tooLong() {
        let text = String(repeating: " ", count: ImportProblem.mostBytes + 1)
        #expect(problem { try OpenAPIImport.read(text, operation: nil) }?.what.contains("32 MiB") == true)
        #expect(problem { try HARImport.read(text, entry: nil) }?.what.contains("32 MiB") == true)
    }

    @Test("a problem of a document never shows a value")
    func quiet() {
        for text in ["{\"a\": \"\(secret)", "a: \"\(secret)", "\(secret): 1\n\(secret): 2", "{\(secret)",
                     "openapi: \(secret)", "a: *\(secret)"] {
            #expect(problem { try OpenAPIImport.read(text, operation: nil) }?.description.contains(secret) == false)
            #expect(problem { try HARImport.read(text, entry: nil) }?.description.contains(secret) == false)
        }
    }
}
