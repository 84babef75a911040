import LeadsAPI
import Limiters
import Timeline
import WireFormat

extension Defect {
    static let imports: [Defect] = [
        Defect("import-costs-each-lead", "an import costs as much as it has leads", namedBy: "CNT-12") {
            $0.alsoCosting { cost, facts in facts.importedLeads ?? cost }
        },
        Defect("import-costs-per-hundred", "an import costs one for each hundred leads that it begins", namedBy: "CNT-12") {
            $0.alsoCosting { cost, facts in facts.importedLeads.map { ($0 + 99) / 100 } ?? cost }
        },
        Defect("import-free", "an import costs nothing", namedBy: "CNT-12") {
            $0.alsoCosting { cost, facts in facts.request.isOtherRoute ? 0 : cost }
        },
        Defect("refused-import-burns", "an import that is limited is paid for in the next window, ten for each", namedBy: "CNT-12") {
            $0.bucket = { ($0.key ?? "") + ($0.isOtherRoute ? LateBill.mark : "") }
            $0.alsoLimiting { limiter, window in LateBill(limiter, window: window) }
        },
        Defect("import-unbounded", "an import of more than a thousand leads is answered with 200", namedBy: "CNT-13") {
            $0.alsoResponding { response, facts in
                guard response.status == 400, let count = facts.importedLeads, count > 0 else { return }
                let report = APIResponse(status: 200, body: ["data": ["created": .number(Double(count))]])
                (response.status, response.body) = (report.status, report.body)
            }
        },
    ]
}

extension ResponseFacts {
    /// How many leads an import carries; nothing for what is none.
    fileprivate var importedLeads: Int? {
        guard request.isOtherRoute, case .array(let rows)? = JSONValue(parsing: request.body)?["leads"] else { return nil }
        return rows.count
    }
}

/// Writes down what limited imports would have cost and takes it off the next window; knows an import by a mark on the bucket.
private struct LateBill: WrappingLimiter {
    private struct Bill { var amount: Int; var reset: WallInstant }

    static let mark = " import"
    private static let price = 10

    var inner: any Limiter
    private let window: TimeSpan
    private var bills: [String: Bill] = [:]

    init(_ inner: any Limiter, window: TimeSpan) {
        self.inner = inner
        self.window = window
    }

    func standing(of key: String, at now: WallInstant) -> Standing {
        let owner = owner(key)
        var standing = inner.standing(of: owner, at: now)
        if let bill = bills[owner], standing.reset > bill.reset, standing.reset - bill.reset <= window {
            standing.lower(by: bill.amount, at: now)
        }
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) { inner.charge(cost, to: owner(key), at: now) }

    mutating func rejected(_ key: String, at now: WallInstant) {
        let owner = owner(key)
        inner.rejected(owner, at: now)
        guard owner != key else { return }
        let reset = inner.standing(of: owner, at: now).reset
        let known = bills[owner].flatMap { $0.reset == reset ? $0.amount : nil } ?? 0
        bills[owner] = Bill(amount: known + Self.price, reset: reset)
    }

    mutating func release(_ key: String, at now: WallInstant) { inner.release(owner(key), at: now) }
    func delay(of key: String, at now: WallInstant) -> TimeSpan { inner.delay(of: owner(key), at: now) }

    private func owner(_ key: String) -> String { key.hasSuffix(Self.mark) ? String(key.dropLast(Self.mark.count)) : key }
}
