import Testing

/// What is still wrong; the mark of a trial goes when it is mended.
extension Comment {
    static let compressed: Comment = "compressed bodies are looked at"
    static let unanswered: Comment = "a refusal without an answer is not known as one"
    static let lowered: Comment = "a limit that changes has two causes"
    static let gateway: Comment = "a gateway's answer is taken for the API's"
    static let age: Comment = "a Date beside an Age is not used"
    static let staleDate: Comment = "a Date is taken to be a second old at most"
    static let twoDates: Comment = "one of two Dates is believed"
    static let second: Comment = "a window of one second is taken for a bucket"
    static let resets: Comment = "a connection that is reset is taken for a target that is down"
    static let roundTrip: Comment = "the round trip is not measured first"
    static let unread: Comment = "fields that cannot be read are passed over"
    static let nobody: Comment = "a target that lets nobody in is asked on and on"
}
