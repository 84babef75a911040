import Timeline

/// How a message names the spelling of a probe.
enum Spelling {
    static func shown(_ observation: Observation) -> String {
        switch observation.attempt.operation {
        case .forwardedFor: "with X-Forwarded-For"
        case .realIP: "with X-Real-IP"
        case .forwarded: "with Forwarded"
        case .connectingIP: "with CF-Connecting-IP"
        case .clientIP: "with True-Client-IP"
        case .keyPadded: "with blanks around its key"
        case .keyTabbed: "with tabs around its key"
        case .keyNameLowerCase: "with the field name in lower case"
        case .keyUpperCase: "with its key in other letter case"
        case .keyTwice: "with its key in two lines"
        case .keyListed: "with its key twice in one line"
        case .pathTrailingSlash: "with a slash at the end of the path"
        case .pathDoubleSlash: "with a double slash in the path"
        case .pathUpperCase: "with the path in capitals"
        case .pathEncoded: "with a percent-encoded path"
        case .pathDotted: "with a dot segment in the path"
        case .pathQuery: "with a query behind the path"
        default: "spelled \(observation.attempt.operation.rawValue)"
        }
    }
}
