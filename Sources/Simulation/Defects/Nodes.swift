import LeadsAPI
import Limiters
import Timeline

extension Defect {
    static let nodes: [Defect] = [
        Defect("counts-per-process", "two processes count apart", namedBy: "DST-01") {
            $0.alsoCountingApart { "\($0.process(of: 2))" }
        },
        Defect("counts-per-process-four", "four processes count apart", namedBy: "DST-01") {
            $0.alsoCountingApart { "\($0.process(of: 4))" }
        },
        Defect("node-clock-ahead", "one of two processes writes a Date that is eight seconds ahead (virtual time only)", namedBy: "DST-02") {
            $0.date = { facts, now in facts.request.process(of: 2) == 1 ? .text(HTTPDate.format(now + .seconds(8))) : .asUsual }
        },
        Defect("node-clock-behind", "one of four processes writes a Date that is a minute behind (virtual time only)", namedBy: "DST-02") {
            $0.date = { facts, now in facts.request.process(of: 4) == 1 ? .text(HTTPDate.format(now - .seconds(60))) : .asUsual }
        },
        Defect("reset-differs-by-process", "one of two processes shows a reset that is two seconds earlier", namedBy: "WIN-02") {
            $0.alsoAdvising { standing, facts in
                if facts.request.process(of: 2) == 1 { standing.reset = standing.reset - .seconds(2) }
            }
        },
        Defect("restart-forgets", "a restart of the process begins all counts anew", namedBy: "DST-03") { $0.forgetsOnRestart = true },
        Defect("store-outage-admits", "everything is admitted while the store cannot be reached, whatever was declared", namedBy: "DST-04") {
            $0.storeLoss = { _ in .admit }
        },
    ]
}

extension APIRequest {
    /// Which of so many processes its connection leads to; by hash, since neighbouring connections have port numbers of one parity.
    fileprivate func process(of count: UInt64) -> UInt64 { (stableHash("\(connection)") >> 17) % count }
}
