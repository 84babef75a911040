extension Sequence {
    /// The first that nothing explains, else the first: of several witnesses the one that says something new.
    func telling(_ isExplained: (Element) -> Bool) -> Element? {
        var explained: Element?
        for element in self {
            guard isExplained(element) else { return element }
            explained = explained ?? element
        }
        return explained
    }
}
