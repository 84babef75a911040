import Limiters
import Timeline

struct KEY04: Check {
    let id: CheckID = "KEY-04"
    let title = "No field about the client’s address opens another bucket"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.spellings]
    let rule = """
        Fails if a request with a field about the client’s address is answered with 2xx between two refusals of a used-up key, while too little \
        was sent for the window to have turned and been used up again. Inconclusive if none was turned away between two refusals.
        """
    let remedy = """
        Usually the bucket is named after an address that the client may claim: name it after the key, and trust such fields from your own proxies \
        only.
        """

    func expected(_ contract: Contract) -> String { "a used-up key stays limited, whatever X-Forwarded-For and its like say" }

    func judge(_ evidence: Evidence) -> Finding {
        let brackets = Bracket.find(in: evidence, Set(Operation.forwardings))
        var finding = Bracket.judge(brackets, "request with a forwarding field") { Spelling.shown($0) }
        if finding.verdict == .fail, evidence.contract.scope == .address {
            finding.level = .should
            finding.observed += "; that is right only where the server takes this machine for a proxy of its own"
        }
        return finding
    }
}
