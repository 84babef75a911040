import Endpoints
import Importing
import Testing

@Suite("A body is made from its schema")
struct SchemaSampleTests {
    private static let cases: [(schema: String, json: String)] = [
        ("{type: object, required: [a], properties: {a: {type: integer}, b: {type: integer}}}", "{\"a\": 1}"),
        ("{properties: {a: {type: number}, b: {type: boolean, readOnly: true}}}", "{\"a\": 1}"),
        ("{type: object, example: {a: [1, x, null, true]}}", "{\"a\": [1, \"x\", null, true]}"), ("{const: 5}", "5"),
        ("{examples: [6]}", "6"), ("{type: string, default: d}", "\"d\""), ("{enum: [e, f]}", "\"e\""),
        ("{type: array, items: {enum: [a]}, minItems: 2}", "[\"a\", \"a\"]"),
        ("{items: {type: integer}}", "[1]"), ("{type: string, minLength: 10}", "\"examplexxx\""),
        ("{type: string, maxLength: 3}", "\"exa\""), ("{type: string, format: email}", "\"${email}\""),
        ("{type: string, format: uuid}", "\"${uuid}\""), ("{type: string, format: date}", "\"2026-01-01\""),
        ("{type: string, example: '${x}'}", "\"$${x}\""), ("{type: 'null'}", "null"), ("{}", "\"example\""),
        ("{allOf: [{required: [a], properties: {a: {type: integer}}}, {required: [b], properties: {b: {type: "
            + "boolean}, c: {}}}]}", "{\"a\": 1, \"b\": true}"),
        ("{allOf: [{properties: {a: {type: string}}}], required: [a], properties: {a: {enum: [z]}}}",
         "{\"a\": \"z\"}"), ("{oneOf: [{type: integer}, {type: string}]}", "1"),
         ("{anyOf: [{type: 'null'}, {type: boolean}]}", "true"),
        ("{type: object, required: [k], properties: {k: {enum: [x]}}, oneOf: [{required: [a], properties: {a: "
            + "{type: integer}}}]}", "{\"a\": 1, \"k\": \"x\"}"),
        ("{$ref: '#/components/schemas/A'}", "{\"n\": 1}"), ("{$ref: '#/components/schemas/Node'}", "{\"v\": 1}"),
        ("{$ref: '#/components/schemas/List'}", "[[]]"), ("{$ref: '#/components/schemas/All'}", "null"),
        ("{$ref: '#/components/schemas/x~1y~0z'}", "7"), ("{type: integer, minimum: 3, maximum: 4}", "3"),
        ("{type: number, minimum: 1.5}", "1.5"), ("{type: integer, exclusiveMinimum: true, minimum: 3}", "4"),
    ]
    private static let components = """
        components:
          schemas:
            A: {$ref: '#/components/schemas/B'}
            B: {type: object, properties: {n: {type: integer}}}
            Node:
              type: object
              required: [v, next]
              properties: {v: {type: integer}, next: {$ref: '#/components/schemas/Node'}}
            List: {type: array, items: {type: array, items: {$ref: '#/components/schemas/List'}}}
            All: {allOf: [{$ref: '#/components/schemas/All'}]}
            x/y~z: {const: 7}
            Loop: {$ref: '#/components/schemas/Pool'}
            Pool: {$ref: '#/components/schemas/Loop'}
        """

    private func body(_ schema: String) throws -> EndpointDraft {
        try openAPI(document("{requestBody: {content: {application/json: {schema: \(schema)}}}}",
                             rest: Self.components))
    }

    @Test("schemas", arguments: cases)
    func checkCases(schema: String, json: String) throws {
        #expect(try body(schema).body == (json == "null" && schema.contains("All") ? nil : .json(json)))
    }

    @Test("a circle stops the example with a note; a loop of references is a problem")
    func circles() throws {
        #expect(try body("{$ref: '#/components/schemas/Node'}").notes(about: "stops at body.next") == 1)
        let found = problem { try body("{$ref: '#/components/schemas/Loop'}") }
        #expect(found?.what.contains("leads back to itself") == true)
    }

    @Test("a schema that grows without end stays small")
    func growth() throws {
        let rest = "components: {schemas: {"
            + (0..<20).map { "S\($0): {type: object, properties: {a: {$ref: '#/components/schemas/S\($0 + 1)'}, "
                + "b: {$ref: '#/components/schemas/S\($0 + 1)'}}}" }.joined(separator: ", ")
            + ", S20: {type: string}}}"
        let draft = try openAPI(document("{requestBody: {content: {application/json: {schema: {$ref: "
            + "'#/components/schemas/S0'}}}}}", rest: rest))
        #expect(draft.notes(about: "too large") > 0)
        guard case .json(let text) = draft.body else { Issue.record("no body"); return }
        #expect(text.utf8.count < 60_000)
    }

    private static let media: [(content: String, body: EndpointDraft.Body?, type: String?, note: String?)] = [
        ("application/json: {example: {a: 1}, schema: {const: 2}}", .json("{\"a\": 1}"), nil, nil),
        ("application/json: {examples: {x: {value: {a: 2}}}}", .json("{\"a\": 2}"), nil, nil),
        ("application/json: {examples: {x: {$ref: '#/components/examples/E'}}}", .json("[3]"), nil, nil),
        ("application/json: {example: '{\"a\": 4}'}", .json("{\"a\": 4}"), nil, nil),
        ("application/merge-patch+json: {example: {}}", .json("{}"), "application/merge-patch+json", nil),
        ("text/plain: {}, application/json; charset=utf-8: {example: 1}", .json("1"),
         "application/json; charset=utf-8", nil),
        ("text/xml: {example: <a/>}", nil, nil, "it is text/xml"),
        ("multipart/form-data: {}", nil, nil, "multipart/form-data"), ("'*/*': {example: 5}", .json("5"), nil, nil),
        ("application/json: {}", nil, nil, "describes none"),
        ("application/json: {schema: {type: string}}", .json("\"example\""), nil, "made up from its schema"),
        ("application/json: {schema: {type: string, pattern: a+}}", .json("\"example\""), nil, "pattern"),
    ]

    @Test("media types", arguments: media)
    func checkMedia(content: String, body: EndpointDraft.Body?, type: String?, note: String?) throws {
        let draft = try openAPI(document("{requestBody: {content: {\(content)}}}",
                                         rest: "components: {examples: {E: {value: [3]}}}"))
        #expect(draft.body == body)
        #expect(draft.header("Content-Type") == type)
        #expect(note.map { draft.notes(about: $0) == 1 } ?? draft.notes.isEmpty, "\(draft.notes)")
    }
}
