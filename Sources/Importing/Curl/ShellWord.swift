/// A word as the shell hands it to a command; variables in it are marks.
package struct ShellWord: Equatable {
    package var text: String
    /// Counted from 1, where the word begins.
    package var position: Int
}

/// A command line after the shell read it.
package struct ShellLine: Equatable {
    package var words: [ShellWord] = []
    /// Where each variable is first named.
    package var variables: [String: Int] = [:]
    package var notes: [String] = []
}

extension ImportProblem {
    package init(at position: Int, _ what: String, _ remedy: String) {
        self.init(what: what, place: "position \(position) of the curl line", remedy: remedy)
    }

    package static func variable(_ name: String, at position: Int) -> ImportProblem {
        ImportProblem(at: position, "the value of $\(name) is not known here",
                      "Put in the value; only a key that is one whole variable can stay, such as 'Authorization: "
                          + "Bearer '\"$\(name)\".")
    }
}
