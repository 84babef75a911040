import FoundationEssentials
import Timeline

/// What is wrong with the body of a refusal.
enum RefusalBody {
    /// The members that RFC 9457, 3.1 gives a type and a meaning.
    private struct Problem: Decodable {
        var type: String?
        var status: Int?
        var title: String?
        var detail: String?
        var instance: String?
    }

    static func fault(_ response: Response?) -> String? {
        guard let response, response.isWhole, !response.isEncoded else { return nil }
        // Of what is no error by its status, no body is kept.
        if response.excerpt == nil, response.status < 400 { return nil }
        let excerpt = response.excerpt ?? ""
        if excerpt.allSatisfy(\.isWhitespace) { return "the body is empty" }
        let type = (response.first("content-type") ?? "").lowercased().prefix { $0 != ";" && $0 != " " }
        // A body that was cut off for the record cannot be parsed.
        guard type.hasSuffix("json"), !excerpt.hasSuffix("…"), excerpt.utf8.count < 512 else { return nil }
        let data = Data(excerpt.utf8)
        guard type == "application/problem+json" else {
            return (try? JSONDecoder().decode(AnyJSON.self, from: data)) == nil ? "the body is said to be JSON and is not" : nil
        }
        guard let problem = try? JSONDecoder().decode(Problem.self, from: data) else { return "the body is said to be problem+json and is not" }
        if let status = problem.status, status != response.status { return "the problem says status \(status), the response \(response.status)" }
        return nil
    }

    /// Any JSON value.
    private struct AnyJSON: Decodable {
        init(from decoder: any Decoder) throws { _ = try decoder.singleValueContainer() }
    }
}
