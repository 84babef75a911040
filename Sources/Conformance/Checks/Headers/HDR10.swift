import Timeline

struct HDR10: Check {
    let id: CheckID = "HDR-10"
    let title = "Responses carry one Date in the form that HTTP prescribes"
    let level = Level.should
    let citation = Citation.rfc(9110, "6.6.1")
    let experiments: [ExperimentID] = [.sequential, .refusals]
    let rule = """
        Fails if one 2xx or 4xx has no Date, more than one (RFC 9110, 5.3), one in an obsolete form, or one that is no HTTP date. Skipped if no such \
        response came.
        """
    let remedy = """
        Usually a bare server or a proxy that strips fields, or one that adds its own Date to the application’s: send one Date, as Sun, 06 Nov 1994 \
        08:49:37 GMT, on every response.
        """

    func expected(_ contract: Contract) -> String { "Date: Sun, 06 Nov 1994 08:49:37 GMT on every 2xx and 4xx" }

    func judge(_ evidence: Evidence) -> Finding {
        let dated = evidence.answers.filter { answer in
            let status = answer.first.status ?? 0
            return answer.first.kind != .failed && (200...499).contains(status) && !(300...399).contains(status)
        }
        guard !dated.isEmpty else { return .skip("no response to look at") }
        for answer in dated {
            let response = answer.first
            let dates = response.attempt.response?.values(of: "date") ?? []
            guard let text = dates.first else { return .fail("\(response.shown) has no Date", witness: [response]) }
            guard dates.count == 1 else {
                return .fail("\(response.shown) has \(dates.count) lines of Date: \(dates.map { "\"\($0)\"" }.joined(separator: ", "))", witness: [response])
            }
            switch HTTPDate.parse(text)?.form {
            case .imfFixdate: continue
            case .rfc850, .asctime: return .fail("the Date \"\(text)\" has an obsolete form, on \(response.shown)", witness: [response])
            case nil: return .fail("\"\(text)\" is no HTTP date, on \(response.shown)", witness: [response])
            }
        }
        return .pass("on all of \(dated.total)", power: "one missing or malformed Date among \(dated.total) would have shown")
    }
}
