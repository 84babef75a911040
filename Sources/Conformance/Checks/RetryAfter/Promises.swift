import Limiters
import Timeline

/// What limited responses promise, next to what later requests of the same key prove.
struct Promise: Sendable {
    var key: KeyEvidence
    var refusal: Observation
    var wait: TimeSpan

    /// A refusal of a client that waited as told, counted from receipt, while quota of the next window was provably left.
    func broken(_ contract: Contract) -> Observation? {
        guard let received = refusal.latest else { return nil }
        // A second of the server's may be a little longer than one of ours.
        let due = received + wait + Contract.drift(over: wait)
        guard let next = key.refusal(from: due), let decided = next.latest else { return nil }
        guard let used = key.mostUsed(after: refusal.earliest, before: decided), used < contract.room(at: next) else { return nil }
        return next
    }

    static let none = Finding.skip("no limited response carries a readable Retry-After; RTA-01 and RTA-02 say why")
}

extension Evidence {
    /// Every readable Retry-After, next to the key on which it came; made as they are looked at, because load alone can hold millions.
    var waits: some Collection<Promise> {
        keys.lazy.flatMap { key in key.promising.lazy.map { Promise(key: key, refusal: $0, wait: $0.retryAfter ?? .zero) } }
    }
}
