import Timeline

/// Attempts as they come, in pieces: an array that grows would be copied as a whole now and then, and the schedule would wait for it.
struct AttemptLog: Sendable {
    private static let pieceLength = 4_096
    private var pieces: [[Attempt]] = []

    mutating func append(_ attempt: Attempt) {
        if pieces.last?.count ?? Self.pieceLength >= Self.pieceLength {
            pieces.append([])
            pieces[pieces.count - 1].reserveCapacity(Self.pieceLength)
        }
        pieces[pieces.count - 1].append(attempt)
    }

    /// In the order of scheduling.
    var attempts: [Attempt] { pieces.flatMap(\.self).sorted { $0.index < $1.index } }
}
