extension Collection where Index == Int {
    /// Every so many-th element, from the first, where there are more than `most`.
    package func thinned(to most: Int) -> [Element] {
        stride(from: startIndex, to: endIndex, by: Swift.max(1, (count + most - 1) / most)).map { self[$0] }
    }
}
