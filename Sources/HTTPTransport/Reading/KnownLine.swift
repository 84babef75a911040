/// A line of a known head: where its bytes are kept, and what it means.
struct KnownLine {
    enum Kind {
        /// As it is, or the message is another one.
        case fixed
        /// Content-Length.
        case length
        /// A field that is recorded, by its place among those.
        case recorded(Int)
        case skipped
    }

    let kind: Kind
    /// The name with its colon.
    let nameLength: Int
    /// Where the bytes begin, and how many there is room for.
    let offset: Int
    let room: Int
    /// With the end of the line.
    var length: Int
}
