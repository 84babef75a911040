/// The HdrHistogram V2 encoding: a header and the counts as ZigZag LEB128, runs of zeros as one negative number.
///
/// Source: HdrHistogram, `AbstractHistogram.encodeIntoByteBuffer` and the V2 format notes of its README.
enum HdrPayload {
    private static let cookie: UInt32 = 0x1c84_9313
    private static let significantDigits: UInt32 = 3
    /// More than any run counts, and few enough to be added up.
    private static let mostCounted = 1_000_000_000_000
    /// Of all values: three years of waiting, so that a few dozen histograms can still be added up.
    private static let largestSum: UInt64 = 100_000_000_000_000_000
    /// Sub-buckets that three digits take: the power of two above 2 · 10³.
    private static let subBucketBits = 11

    /// `values` ascending, each with how often it occurs.
    static func encode(_ values: [(value: UInt64, count: UInt64)], highestTrackable: UInt64) -> [UInt8] {
        var counts: [UInt8] = []
        var next = 0
        for (value, count) in values where count > 0 {
            let index = index(of: value)
            if index > next { append(zigZag: -Int64(index - next), to: &counts) }
            append(zigZag: Int64(count), to: &counts)
            next = index + 1
        }
        var bytes: [UInt8] = []
        append(cookie, to: &bytes)
        append(UInt32(counts.count), to: &bytes)
        append(UInt32(0), to: &bytes)
        append(significantDigits, to: &bytes)
        append(UInt64(1), to: &bytes)
        append(highestTrackable, to: &bytes)
        append((1.0).bitPattern, to: &bytes)
        return bytes + counts
    }

    /// The values and how often each occurs; nothing where the bytes are no such payload.
    static func decode(_ bytes: [UInt8]) -> [(value: UInt64, count: UInt64)]? {
        let headerLength = 40
        guard bytes.count >= headerLength, bytes[..<4].elementsEqual(withUnsafeBytes(of: cookie.bigEndian, Array.init)),
              bytes[12..<16].elementsEqual(withUnsafeBytes(of: significantDigits.bigEndian, Array.init)) else { return nil }
        var values: [(value: UInt64, count: UInt64)] = []
        var rest = bytes[headerLength...]
        var index = 0
        var sum: UInt64 = 0
        while !rest.isEmpty {
            guard let number = zigZag(&rest) else { return nil }
            if number < 0 {
                guard number > -100_000, index < 100_000 else { return nil }
                index -= Int(number)
            } else {
                guard let value = value(at: index), number <= mostCounted else { return nil }
                let (product, overflows) = UInt64(number).multipliedReportingOverflow(by: value)
                guard !overflows, product <= largestSum, sum <= largestSum else { return nil }
                sum += product
                values.append((value, UInt64(number)))
                index += 1
            }
        }
        return values
    }

    /// The smallest value that is counted at an index; nothing beyond 64 bits.
    private static func value(at index: Int) -> UInt64? {
        let half = 1 << (subBucketBits - 1)
        if index < 2 * half { return UInt64(index) }
        let bucket = index / half - 1
        return bucket < 64 - subBucketBits ? UInt64(index % half + half) << bucket : nil
    }

    private static func zigZag(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        var value: UInt64 = 0
        for position in 0..<9 {
            guard let byte = rest.popFirst() else { return nil }
            if position == 8 { value |= UInt64(byte) << 56; break }
            value |= UInt64(byte & 0x7f) << (7 * position)
            if byte & 0x80 == 0 { break }
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// Where a value is counted: its leading bits, behind all smaller powers of two.
    private static func index(of value: UInt64) -> Int {
        let bucket = max(0, 64 - (value | (1 << subBucketBits - 1)).leadingZeroBitCount - subBucketBits)
        let half = 1 << (subBucketBits - 1)
        return (bucket + 1) * half + Int(value >> bucket) - half
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private static func append(zigZag value: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        // Seven bits at a time; the ninth byte of this format holds eight.
        for _ in 0..<8 {
            guard rest > 0x7f else { bytes.append(UInt8(rest)); return }
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
