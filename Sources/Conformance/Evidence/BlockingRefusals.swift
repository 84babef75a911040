import Timeline

/// A key that refused requests keep blocked.
///
///     201×L 429 · 429 · 429 · … · 429       429    │201×L 429               │201
///           asked: T                            came back      left alone: came back
/// Two windows begin a window apart, and no block lasts longer than one. So where all came back, and came back again before half the
/// time was over that the key had been refused for, it was the asking that kept it blocked.
struct BlockingRefusals: Sendable {
    /// How long it was asked again and again, and refused.
    let asked: TimeSpan
    /// The silence behind which it was admitted.
    let silence: TimeSpan

    init?(_ keys: [KeyEvidence], quota: Int) {
        for key in keys {
            let blocks = Self.blocks(key.observations.filter { $0.kind == .limited || $0.kind == .admitted })
            for (one, next) in zip(blocks, blocks.dropFirst()) where next.admittedBefore * 2 >= quota {
                let between = next.end.latest.map { $0 - one.end.earliest } ?? .zero
                let alone = next.end.earliest - (next.last.latest ?? next.end.earliest)
                guard between > .zero, between * 2 <= one.length, alone * 2 >= between else { continue }
                (asked, silence) = (one.length, alone)
                return
            }
        }
        return nil
    }

    private struct Block {
        var admittedBefore: Int
        var first: Observation
        var last: Observation
        /// The admission behind it.
        var end: Observation

        var length: TimeSpan { last.earliest - (first.latest ?? last.earliest) }
    }

    /// Refusals in a row with an admission behind them.
    private static func blocks(_ decided: [Observation]) -> [Block] {
        var blocks: [Block] = []
        var (admitted, refusals) = (0, [Observation]())
        for one in decided {
            if one.kind == .limited {
                refusals.append(one)
            } else {
                if let first = refusals.first, let last = refusals.last {
                    blocks.append(Block(admittedBefore: admitted, first: first, last: last, end: one))
                    (admitted, refusals) = (0, [])
                }
                admitted += 1
            }
        }
        return blocks
    }

    var explanation: String { "refused requests keep the key blocked: asked for \(asked) it stayed so, left alone for \(silence) it came back" }
}
