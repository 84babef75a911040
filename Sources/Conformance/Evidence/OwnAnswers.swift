import Limiters
import Timeline

/// Tells refusals for another reason than the limit that the API made from those of something in front of it, such as a router's 404.
///
/// What did not come from the API is not evidence about its limiter. A refusal is the API's own if the API admitted something in this run, and
/// the refusal carries a field of the dialect; or has the API's content type and is what only the API can know, a 409 for a lead that was sent
/// before; or, but for 404 and 405, has the content type and the members of one of those.
struct OwnAnswers: Sendable {
    private let fields: Dialect.Fields?
    private let isAnythingAdmitted: Bool
    /// True where the profile declares requests that the API itself refuses.
    private let declaresRefusals: Bool
    /// Content types of what the API certainly said.
    private let types: Set<String>
    /// Content types and members of refusals that it certainly made.
    private let shapes: Set<Shape>
    /// The first attempt of each subject.
    private let firstOfSubject: [Int: Int]

    private struct Shape: Hashable {
        var mediaType: String
        var members: [String]?
        init(_ look: AnswerLook) { (mediaType, members) = (look.mediaType, look.members) }
    }

    init(_ attempts: [Attempt], isAnythingAdmitted: Bool, _ contract: Contract) {
        fields = contract.dialect.fields
        declaresRefusals = !contract.isLeads
        self.isAnythingAdmitted = isAnythingAdmitted
        var looks = AnswerLooks()
        var types: Set<String> = []
        var shapes: Set<Shape> = []
        var first: [Int: Int] = [:]
        // Nearly always there is nothing to tell apart.
        guard isAnythingAdmitted, attempts.contains(where: { Self.isRefusal($0) && $0.response?.status != 429 }) else {
            (self.types, self.shapes, firstOfSubject) = ([], [], [:])
            return
        }
        let refusals = attempts.filter(Self.isRefusal)
        let duplicates = Set(refusals.lazy.filter { $0.response?.status == 409 }.map(\.subject))
        for attempt in attempts where attempt.operation.isPlain {
            if duplicates.contains(attempt.subject) { first[attempt.subject] = min(first[attempt.subject] ?? .max, attempt.index) }
            if attempt.isAdmitted, let response = attempt.response { types.insert(AnswerLook.mediaType(of: response)) }
        }
        for refusal in refusals {
            guard let response = refusal.response else { continue }
            let look = looks.look(of: response)
            let isCertain = Self.carries(fields, response)
                || Self.isDuplicate(refusal, first) && (types.contains(look.mediaType) || look.mediaType.isEmpty)
            guard isCertain else { continue }
            types.insert(look.mediaType)
            shapes.insert(Shape(look))
        }
        (self.types, self.shapes, firstOfSubject) = (types, shapes, first)
    }

    /// True where nothing but the API is likely to have said it.
    func isOwn(_ attempt: Attempt, _ looks: inout AnswerLooks) -> Bool {
        guard isAnythingAdmitted, let response = attempt.response else { return false }
        if Self.carries(fields, response) { return true }
        let look = looks.look(of: response)
        guard types.contains(look.mediaType) || look.mediaType.isEmpty else { return false }
        // Without fields in the contract, nothing is asked of it that something else could have got wrong.
        if fields == nil || Self.isDuplicate(attempt, firstOfSubject) || isDeclared(attempt) { return true }
        // A router says 404 and 405 in the API's own words, of a route that is not there, so that no limiter stands before it.
        return ![404, 405].contains(response.status) && look.members != nil && shapes.contains(Shape(look))
    }

    /// What a profile says that the API refuses is refused by the API, but for what a router says of a route that is not there.
    private func isDeclared(_ attempt: Attempt) -> Bool {
        declaresRefusals && (attempt.operation == .createInvalid || attempt.operation == .duplicate) && [400, 409, 422].contains(attempt.response?.status)
    }

    private static func isRefusal(_ attempt: Attempt) -> Bool {
        (400...499).contains(attempt.response?.status ?? 0) && attempt.operation.isPlain
    }

    private static func carries(_ fields: Dialect.Fields?, _ response: Response) -> Bool {
        fields?.names.contains { response.first($0) != nil } ?? false
    }

    /// A 409 for a lead that was sent before: nobody who has not stored it can know.
    private static func isDuplicate(_ attempt: Attempt, _ first: [Int: Int]) -> Bool {
        attempt.response?.status == 409 && attempt.operation == .create && (first[attempt.subject] ?? .max) < attempt.index
    }
}
