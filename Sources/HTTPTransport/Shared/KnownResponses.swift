import LoadEngine
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Responses that came before, by their bytes: under load a target says the same few things again and again.
///
/// Only what reads the same on every connection is kept: a whole response of a stated length. Lives on one loop.
package final class KnownResponses: @unchecked Sendable {
    /// Longer responses are parsed every time.
    static let longest = 8_192
    /// What never repeats shall not fill the memory.
    private static let most = 4_096

    final class Entry: Sendable {
        fileprivate let bytes: [UInt8]
        fileprivate let owner: APIKey?
        /// How much follows the head.
        let bodyLength: Int
        /// Nothing for the head of a refusal, whose body belongs to what is recorded.
        let response: Response?

        fileprivate init(_ bytes: [UInt8], _ owner: APIKey?, bodyLength: Int, _ response: Response?) {
            self.bytes = bytes
            self.owner = owner
            self.bodyLength = bodyLength
            self.response = response
        }

        fileprivate func matches(_ other: UnsafeRawBufferPointer, _ owner: APIKey?) -> Bool {
            guard bytes.count == other.count, self.owner == owner, let base = other.baseAddress else { return false }
            return bytes.withUnsafeBytes { memcmp($0.baseAddress ?? base, base, other.count) } == 0
        }
    }

    private var entries: [UInt64: Entry] = [:]

    package init() {}

    /// What is known of exactly these bytes: a head, or a whole response.
    func entry(_ bytes: UnsafeRawBufferPointer, for key: APIKey) -> Entry? {
        let owner = Self.owner(key)
        guard let entry = entries[Self.hash(bytes, owner)], entry.matches(bytes, owner) else { return nil }
        return entry
    }

    func remember(_ message: [UInt8], headLength: Int, _ response: Response, for key: APIKey) {
        let owner = Self.owner(key)
        // An echoed key is hidden in what is recorded, and each key in its own way.
        guard owner != nil || !Self.mentionsKey(message) else { return }
        if entries.count + 2 > Self.most { entries.removeAll(keepingCapacity: true) }
        let length = message.count - headLength
        let isRefusal = response.excerpt != nil
        keep(Entry(Array(message[..<headLength]), owner, bodyLength: length, isRefusal ? nil : response))
        if isRefusal { keep(Entry(message, owner, bodyLength: 0, response)) }
    }

    private func keep(_ entry: Entry) {
        entries[entry.bytes.withUnsafeBytes { Self.hash($0, entry.owner) }] = entry
    }

    /// Keys of the usual form can be found in a response; one of any other form has its responses to itself.
    private static func owner(_ key: APIKey) -> APIKey? { key.secret.hasPrefix(APIKey.prefix) ? nil : key }

    private static func mentionsKey(_ message: [UInt8]) -> Bool {
        let prefix = Array(APIKey.prefix.utf8)
        return message.indices.contains { message[$0] == prefix[0] && message[$0...].starts(with: prefix) }
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
