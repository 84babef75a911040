/// The HdrHistogram V2 encoding: a header and the counts as ZigZag LEB128, runs of zeros as one negative number.
///
/// Source: HdrHistogram, `AbstractHistogram.encodeIntoByteBuffer` and the V2 format notes of its README.
enum HdrPayload {
    private static let cookie: UInt32 = 0x1c84_9313
    private static let significantDigits: UInt32 = 3
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
