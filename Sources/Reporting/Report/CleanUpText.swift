/// What became of what a run created, in a sentence.
enum CleanUpText {
    /// Empty where nothing was to be taken back.
    static func line(_ report: Report) -> String {
        guard let cleanUp = report.cleanUp else { return "" }
        guard cleanUp.created > 0 else { return "Clean-up: no answer named anything that the run created." }
        if cleanUp.removed >= cleanUp.created { return "Clean-up: all of \(cleanUp.created) things that the run created are gone again." }
        return """
            Clean-up: \(cleanUp.removed) of \(cleanUp.created) things that the run created are gone again; \(cleanUp.created - cleanUp.removed) were left behind\
            \(cleanUp.reason.map { ", because \($0)" } ?? ""). The run's id is \(report.run.id).
            """
    }
}
