/// Values that were read from bytes, one copy for all places that hold the same bytes.
///
/// The bytes must outlive the table: it keeps where they are, not what they are.
struct Interned<Value> {
    private var known: [Bytes: Value] = [:]
    /// What never repeats shall not fill the memory.
    private static var most: Int { 65_536 }

    mutating func value<Failure: Error>(of bytes: UnsafeRawBufferPointer, make: () throws(Failure) -> Value) throws(Failure) -> Value {
        if let found = known[Bytes(bytes)] { return found }
        let value = try make()
        if known.count < Self.most { known[Bytes(bytes)] = value }
        return value
    }

    private struct Bytes: Hashable {
        let content: UnsafeRawBufferPointer

        init(_ content: UnsafeRawBufferPointer) { self.content = content }

        static func == (one: Bytes, other: Bytes) -> Bool {
            one.content.isSame(as: other.content)
        }

        func hash(into hasher: inout Hasher) { hasher.combine(bytes: content) }
    }
}
