import FoundationEssentials
import Timeline

/// What an answer looks like: enough to tell the API's own word from that of something in front of it.
struct AnswerLook: Hashable, Sendable {
    var status: Int
    /// The content type without its parameters, in lower case; empty where there is none.
    var mediaType: String
    /// The names of a JSON object's members in alphabetical order; nothing where the body is none, is compressed, or was cut off for the record.
    var members: [String]?

    init(_ response: Response) {
        status = response.status
        mediaType = Self.mediaType(of: response)
        members = mediaType.hasSuffix("json") && !response.isEncoded ? Self.members(response.excerpt ?? "") : nil
    }

    static func mediaType(of response: Response) -> String {
        (response.first("content-type") ?? "").lowercased().prefix { $0 != ";" && $0 != " " }.description
    }

    private static func members(_ text: String) -> [String]? {
        (try? JSONDecoder().decode(MemberNames.self, from: Data(text.utf8)))?.names
    }

    /// `503 text/html`
    var shown: String { mediaType.isEmpty ? "\(status)" : "\(status) \(mediaType)" }
}

/// The names of a JSON object's members, in alphabetical order.
private struct MemberNames: Decodable {
    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    let names: [String]

    init(from decoder: any Decoder) throws {
        names = try decoder.container(keyedBy: Name.self).allKeys.map(\.stringValue).sorted()
    }
}

/// Looks at each response once, however often it came.
struct AnswerLooks {
    private var known: [ObjectIdentifier: AnswerLook] = [:]

    mutating func look(of response: Response) -> AnswerLook {
        if let look = known[ObjectIdentifier(response)] { return look }
        let look = AnswerLook(response)
        known[ObjectIdentifier(response)] = look
        return look
    }
}
