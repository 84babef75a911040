import Foundation
import Testing
import Timeline
import WireFormat

/// Goal: documents are read and written as JSON says. Method: what must be taken and what must not, by hand; then seeded mutations of documents, each
/// read by Foundation, too.
@Suite struct JSONTests {
    private func parsed(_ text: String) -> JSONValue? { JSONValue(parsing: Array(text.utf8)) }

    @Test("every kind of value is read", arguments: [
        ("null", .null), (" true\n", .bool(true)), ("-0.5e+2", .number(-50)), ("0", .number(0)), (#""""#, .string("")), ("[]", .array([])),
        (#"{"a":[1,{"b":null}],"a":2}"#, ["a": 2]), (#""\u00e9\ud83d\ude00\n\/\\\"""#, .string("é😀\n/\\\"")), (#"["é"]"#, .array(["é"])),
    ] as [(String, JSONValue)])
    func values(text: String, value: JSONValue) { #expect(parsed(text) == value) }

    @Test("what is not JSON is not read", arguments: [
        "", " ", "nul", "tru e", "01", "-", "1.", ".5", "1e", "1e999", "+1", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "\"", "\"\\x\"",
        "\"\\ud800\"", "\"\\udc00\"", "\"\\u12g4\"", "\"\t\"", "1 2", "[", "]", "NaN", String(repeating: "[", count: 5_000),
    ])
    func malformed(text: String) { #expect(parsed(text) == nil) }

    @Test("bytes that are not UTF-8 are not read")
    func encoding() { #expect(JSONValue(parsing: [0x22, 0xff, 0x22]) == nil) }

    private static let samples = [
        #"{"email":"a@example.com","firstName":"Ada","tags":["x","y"],"customFields":{"n":1.5,"deep":[[],{}]},"notes":"a\nb"}"#,
        #"{"leads":[{"email":"a@b.c"},{"email":null}],"restoreSoftDeleted":false}"#, #"[0,-1,2.25,1e3,true,null,"\u0041\"é"]"#,
    ].map { Array($0.utf8) }

    @Test("it reads what Foundation reads, and what it writes reads the same", arguments: UInt64(0)..<8)
    func likeFoundation(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var read = 0
        for _ in 0..<2_000 {
            var bytes = Self.samples[Int(random.next(below: UInt64(Self.samples.count)))]
            for _ in 0..<random.next(below: 3) { bytes[Int(random.next(below: UInt64(bytes.count)))] = UInt8(random.next(below: 128)) }
            let value = JSONValue(parsing: bytes)
            let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            guard (value == nil) == (theirs == nil) else {
                Issue.record("seed \(seed): \(String(decoding: bytes, as: UTF8.self).debugDescription) is read by one of two")
                return
            }
            guard let value else { continue }
            read += 1
            #expect(JSONValue(parsing: value.serialized) == value)
            #expect((try? JSONSerialization.jsonObject(with: Data(value.serialized), options: .fragmentsAllowed)) != nil)
        }
        #expect(read > 500)
    }
}
