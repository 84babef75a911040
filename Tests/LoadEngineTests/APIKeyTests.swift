import LoadEngine
import Testing
import Timeline

/// Goal: a key cannot be shown by accident. Method: every way in which Swift turns a value into text.
@Suite struct APIKeyTests {
    let key = APIKey("otr_abcdefghijkl1234")

    @Test("no text made from a key holds the secret")
    func isRedacted() {
        var dumped = ""
        dump(["key": key], to: &dumped)
        for text in ["\(key)", String(describing: key), String(reflecting: key), dumped, "\(Request(operation: .create, subject: 1, key: key))"] {
            #expect(!text.contains("abcdefgh"), "\(text)")
        }
        #expect("\(key)" == "otr_…1234")
    }

    @Test("a key too short to hide anything shows nothing", arguments: ["otr_abc", "abc", ""])
    func short(secret: String) {
        #expect(!"\(APIKey(secret))".contains("abc"))
    }

    @Test("a server that echoes the key does not get it into the record")
    func echo() {
        let fields = [(name: "x-ratelimit-limit", value: "for \(key.secret)!"), (name: "server", value: key.secret)]
        let kept = RecordedFields().select(fields, hiding: key)
        #expect(kept == [FieldLine("x-ratelimit-limit", "for otr_…1234!")])
        // A combining mark makes another character of the key's last letter; another key and a cut one are hidden too.
        for text in [key.secret + "\u{301}", "mine: otr_another-key-of-the-run", "cut: otr_abcdef"] {
            let hidden = RecordedFields.hide(key, in: text)
            #expect(!hidden.contains("abcdef") && !hidden.contains("another"), "\(hidden)")
        }
        #expect(RecordedFields.hide(key, in: String(repeating: "x", count: 9_000)).count < 600)
    }

    @Test("a letter that becomes two in its other case is hidden in both spellings")
    func oneLetterBecomesTwo() {
        let key = APIKey("straße-of-the-long-key-1234")
        #expect(key.further == ["STRASSE-OF-THE-LONG-KEY-1234"])
        let kept = RecordedFields().select([(name: "x-ratelimit-limit", value: "for \(key.further[0])")], hiding: key)
        #expect(!kept.contains { $0.value.contains("STRASSE") })
    }
}
