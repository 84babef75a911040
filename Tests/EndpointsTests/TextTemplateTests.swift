import Testing
import Endpoints

/// Goal: templates say what they mean, and mistakes in them are told with their place. Method: a table each.
@Suite struct TextTemplateTests {
    private static func rendered(_ text: String, subject: Int = 7) throws -> String {
        var values = SlotValues(key: "k-1", presented: "p-1", subject: subject, run: "r9", digits: RandomDigits(seed: 3, subject: subject))
        return try TextTemplate(parsing: text).rendered(&values)
    }

    @Test("slots are filled, and what is no slot stays", arguments: [
        ("/v1/items/${n}", "/v1/items/000000007"), ("${run}-${key}", "r9-k-1"), ("a$b $ {n} $${n}", "a$b $ {n} ${n}"), ("", ""),
        ("${email}", "rateproof.r9.000000007@example.com"),
    ])
    func slots(text: String, shown: String) throws { #expect(try Self.rendered(text) == shown) }

    @Test("random digits are as many as asked for, others for every subject, and the same when spelled again")
    func random() throws {
        let one = try Self.rendered("${random.12}/${uuid}")
        #expect(one.prefix { $0 != "/" }.count == 12)
        #expect(one == (try Self.rendered("${random.12}/${uuid}")))
        #expect(one != (try Self.rendered("${random.12}/${uuid}", subject: 8)))
        let uuid = one.split(separator: "/")[1].split(separator: "-")
        #expect(uuid.map(\.count) == [8, 4, 4, 4, 12] && uuid[2].first == "4" && uuid[3].first == "8")
    }

    @Test("a mistake is told with its place", arguments: [
        ("ab ${x}", 4, "${x}"), ("${n", 1, "does not end"), ("${random.0}", 1, "random.0"), ("${random.65}", 1, "random.65"), ("${}", 1, "${}"),
    ])
    func mistakes(text: String, column: Int, what: String) {
        let mistake = #expect(throws: TextTemplate.Mistake.self) { try TextTemplate(parsing: text) }
        #expect(mistake?.column == column)
        #expect(mistake?.what.contains(what) == true, "\(String(describing: mistake))")
    }
}
