/// Values of the right type.
enum SampleValues {
    /// With slots where each request needs another.
    static func string(format: String?) -> String {
        switch format {
        case "email", "idn-email": Slot.email
        case "uuid": Slot.uuid
        case "date": "2026-01-01"
        case "date-time": "2026-01-01T00:00:00Z"
        case "time": "00:00:00Z"
        case "duration": "PT1S"
        case "uri", "url", "iri", "uri-reference": "https://example.com/"
        case "hostname": "example.com"
        case "ipv4": "192.0.2.1"
        case "ipv6": "2001:db8::1"
        case "byte": "ZXhhbXBsZQ=="
        default: "example"
        }
    }

    /// 1 where it fits the bounds, else the nearest number that does.
    static func number(_ schema: JSONValue) -> String {
        let step = schema["multipleOf"]?.number.flatMap { $0 > 0 ? $0 : nil }
        let least = bound(schema, "minimum", "exclusiveMinimum", inside: 1)
        let most = bound(schema, "maximum", "exclusiveMaximum", inside: -1)
        var value = max(1, least ?? 1)
        if let most, value > most { value = max(most, least ?? most) }
        if let step {
            value = (value / step).rounded(.up) * step
            if let most, value > most { value -= step }
        }
        return Int(exactly: value).map(String.init) ?? (value.isFinite ? String(value) : "1")
    }

    /// Before 3.1 what excludes a bound is a flag beside it.
    private static func bound(_ schema: JSONValue, _ name: String, _ exclusive: String, inside: Double) -> Double? {
        if let number = schema[exclusive]?.number { return number + inside }
        let number = schema[name]?.number
        return schema[exclusive]?.flag == true ? number.map { $0 + inside } : number
    }
}
