import LoadEngine

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Values by the bytes that they were read from, and by the key that they belong to where they belong to one.
///
/// Bounded: what never repeats shall not fill the memory.
struct ByteTable<Value> {
    /// A reference: a table is asked far more often than it is filled.
    private final class Entry {
        let bytes: [UInt8]
        let owner: APIKey?
        let value: Value

        init(_ bytes: [UInt8], _ owner: APIKey?, _ value: Value) {
            self.bytes = bytes
            self.owner = owner
            self.value = value
        }
    }

    private static var most: Int { 4_096 }
    private var entries: [UInt64: Entry] = [:]

    func value(of bytes: UnsafeRawBufferPointer, _ owner: APIKey?) -> Value? {
        guard let entry = entries[Self.hash(bytes, owner)], entry.owner == owner, Self.areEqual(entry.bytes, bytes) else { return nil }
        return entry.value
    }

    mutating func keep(_ value: Value, _ bytes: UnsafeRawBufferPointer, _ owner: APIKey?) {
        if entries.count >= Self.most { entries.removeAll(keepingCapacity: true) }
        entries[Self.hash(bytes, owner)] = Entry(Array(bytes), owner, value)
    }

    static func areEqual(_ one: [UInt8], _ other: UnsafeRawBufferPointer) -> Bool {
        guard one.count == other.count, let base = other.baseAddress else { return one.isEmpty && other.isEmpty }
        return one.withUnsafeBytes { memcmp($0.baseAddress ?? base, base, other.count) } == 0
    }

    /// Eight bytes at a time; equal hashes are told apart by comparing.
    private static func hash(_ bytes: UnsafeRawBufferPointer, _ owner: APIKey?) -> UInt64 {
        var hash = UInt64(bytes.count) ^ 0x9e37_79b9_7f4a_7c15
        var index = 0
        while index + 8 <= bytes.count {
            hash = (hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0xff51_afd7_ed55_8ccd
            hash ^= hash >> 32
            index += 8
        }
        while index < bytes.count {
            hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3
            index += 1
        }
        return owner.map { hash ^ UInt64(truncatingIfNeeded: $0.hashValue) } ?? hash
    }
}
