import Limiters
import Timeline

extension Envelope {
    /// A queue lets one request out each W ÷ L, whenever it came in: so responses are spaced like those of a bucket with one token. It refuses
    /// only while L requests wait, and whoever waits has no response yet: a refusal is too early where fewer than L can have been under way.
    ///
    /// Source of the slack: nginx counts milliseconds (src/http/modules/ngx_http_limit_req_module.c).
    static func queue(_ limit: Limit) -> Envelope {
        var envelope = Envelope(limit, atOnce: 1, stingy: nil)
        envelope.slack = .milliseconds(2)
        return envelope
    }
}
