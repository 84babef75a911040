import Conformance

extension WindowAnchoring {
    /// `at multiples of the window since the epoch`
    fileprivate var place: String {
        switch self {
        case .epoch: "at multiples of the window since the epoch"
        case .firstRequest: "at a key’s first request after its last window"
        case .perKey: "on a grid of the key’s own"
        case .processTimer: "on one grid for all keys that is not the epoch’s"
        }
    }
}

extension [WindowAnchoring] {
    private static let numbers = ["no", "one", "two", "three", "four"]

    /// A clause for a sentence; nobody wants to read every possibility there.
    var inWords: String {
        count == 1 ? "windows begin \(self[0].place)" : "where windows begin could not be told (\(Self.numbers[Swift.min(count, 4)]) possibilities)"
    }
}

extension Report.Algorithm {
    /// What stands between the names where there is more than one.
    static let either = " or "

    /// Where windows begin, for people; the names where a later version knows more of them than this one.
    var anchoringInWords: String? {
        anchoring.map { text in
            let names = text.split(separator: Self.either).map(String.init)
            let known = names.compactMap { WindowAnchoring(rawValue: $0) }
            return known.count == names.count ? known.inWords : text
        }
    }
}

extension Identification {
    /// ` of 20 per 3 s`; of a limiter that delays, how many it lets through at once.
    var sizeInWords: String {
        guard let quota else { return "" }
        if algorithm == .delaying { return " from request \(quota + 1) of a key on" }
        return " of \(quota)" + (window.map { " per \($0)" } ?? "")
    }
}
