/// Why something could not be read, where, and how to mend it.
///
/// No part of it ever holds a value that was read: it could be a secret.
package struct ImportProblem: Error, CustomStringConvertible, Equatable, Sendable {
    package var what: String
    /// Such as `position 17 of the curl line`, `paths./orders.post` or `entry 3`.
    package var place: String
    package var remedy: String

    package init(what: String, place: String, remedy: String) {
        self.what = what
        self.place = place
        self.remedy = remedy
    }

    package var description: String { "\(place): \(what). \(remedy)" }
}

extension ImportProblem {
    /// The longest text that is read.
    package static let mostBytes = 32 * 1_024 * 1_024

    /// Throws where a text is longer than anything that is meant to be read.
    static func checkSize(of text: String, place: String) throws(ImportProblem) {
        guard text.utf8.count <= mostBytes else {
            throw ImportProblem(what: "it is longer than \(mostBytes / 1_048_576) MiB", place: place,
                                remedy: "Cut it down to the one request that is to be tested.")
        }
    }
}
