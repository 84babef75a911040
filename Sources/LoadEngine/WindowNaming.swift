package import Timeline

/// What names the window that a response belongs to, for load of which only sums are kept.
package struct WindowNaming: Sendable {
    /// The field that tells windows apart; responses with equal values belong to one.
    let field: String
    let window: @Sendable (Response) -> Int?

    package init(field: String, window: @escaping @Sendable (Response) -> Int?) {
        self.field = field
        self.window = window
    }
}
