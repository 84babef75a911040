/// What a limiter remembers of each key.
///
/// The first key lies beside the dictionary: a replay asks for one key millions of times, and hashing it each time shows.
struct PerKey<Value: Sendable>: Sendable {
    private var first: (key: String, value: Value?)?
    private var others: [String: Value] = [:]

    subscript(key: String) -> Value? {
        get {
            guard let first else { return nil }
            return first.key == key ? first.value : others[key]
        }
        set {
            if first == nil {
                first = (key, newValue)
            } else if first?.key == key {
                first?.value = newValue
            } else {
                others[key] = newValue
            }
        }
    }
}
