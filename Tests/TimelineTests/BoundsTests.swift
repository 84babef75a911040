import Testing
import Timeline

/// Goal: what is known of a value is combined without inventing knowledge. Method: ranges that touch, overlap, nest and miss.
@Suite struct BoundsTests {
    @Test("both ends belong to the range")
    func contains() {
        let bounds = Bounds(2, 5)
        #expect((0...7).filter(bounds.contains) == [2, 3, 4, 5])
        #expect(!bounds.isContradiction)
    }

    static let pairs: [(Bounds<Int>, Bounds<Int>, Bounds<Int>)] = [
        (Bounds(1, 5), Bounds(3, 9), Bounds(3, 5)), (Bounds(1, 5), Bounds(5, 9), Bounds(5, 5)),
        (Bounds(1, 9), Bounds(3, 4), Bounds(3, 4)), (Bounds(1, 2), Bounds(4, 5), Bounds(4, 2)),
    ]

    @Test("the intersection is what both allow, and a contradiction where they miss each other", arguments: BoundsTests.pairs)
    func intersection(a: Bounds<Int>, b: Bounds<Int>, both: Bounds<Int>) {
        #expect(a.intersection(b) == both)
        #expect(b.intersection(a) == both)
        #expect(a.overlaps(b) == !both.isContradiction)
        #expect(b.overlaps(a) == !both.isContradiction)
    }

    @Test("the width is the distance of the ends")
    func width() {
        #expect(Bounds(TimeSpan.seconds(1), .seconds(3)).width == .seconds(2))
        #expect(Bounds(RunInstant.start, RunInstant(nanoseconds: 7)).width == TimeSpan(nanoseconds: 7))
    }

    @Test("a range of one value is shown as that value")
    func description() {
        #expect(Bounds(TimeSpan.seconds(1), .seconds(1)).description == "1 s")
        #expect(Bounds(TimeSpan.seconds(1), .seconds(2)).description == "1 s … 2 s")
    }
}
