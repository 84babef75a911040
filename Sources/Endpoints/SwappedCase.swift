extension String {
    /// Every letter in its other case; a letter may become several, as ß does.
    package var inSwappedCase: String { map { $0.isLowercase ? $0.uppercased() : $0.lowercased() }.joined() }
}
