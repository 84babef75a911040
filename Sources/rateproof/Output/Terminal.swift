import FoundationEssentials
import Reporting
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes for people: results to standard output, everything else to standard error.
enum Terminal {
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// https://no-color.org
    private static var wantsColour: Bool {
        (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty && outputIsTerminal && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    private static let lostResult = Atomic(false)

    /// True where standard output did not take all that it was given.
    static var hasLostResult: Bool { lostResult.load(ordering: .relaxed) }

    static func say(_ text: String) {
        if !write(text + "\n", to: STDOUT_FILENO, patience: 10_000) { lostResult.store(true, ordering: .relaxed) }
    }

    static func note(_ text: String) { _ = write(text + "\n", to: STDERR_FILENO, patience: 1_000) }

    /// Lines in the place of those that were drawn before them.
    static func draw(_ lines: [String], over drawn: Int) {
        _ = write("\r\(drawn > 1 ? "\u{1b}[\(drawn - 1)A" : "")\u{1b}[J\(lines.joined(separator: "\n"))", to: STDERR_FILENO, patience: 100)
    }

    /// For what people read: as wide as the terminal, but no wider than a page. Where there is none lines stay whole, so that they can be searched.
    static var layout: TextLayout { TextLayout(width: outputIsTerminal ? min(columns(STDOUT_FILENO), 120) : .max, paint: wantsColour) }

    /// For what is drawn over: a column less than there is, so that no terminal wraps it.
    static var errorLayout: TextLayout { TextLayout(width: columns(STDERR_FILENO) - 1, paint: wantsColour) }

    private static func columns(_ descriptor: Int32) -> Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    static func show(_ report: Report, files: [String], quiet: Bool, verbose: Bool = false) {
        let summary = ConsoleSummary(report, layout, isVerbose: verbose)
        say(quiet ? summary.verdict : summary.text)
        if !quiet, !files.isEmpty { say("\nreports: " + files.joined(separator: "\n         ")) }
    }

    static func show(comparison report: Report, files: [String], quiet: Bool) {
        let summary = ConsoleSummary(report, layout)
        say(quiet ? summary.verdict : summary.comparison)
        if !quiet, !files.isEmpty { say("\nreports: " + files.joined(separator: "\n         ")) }
    }

    /// Columns as wide as they need to be; the last one is free.
    static func table(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.compactMap { column < $0.count ? $0[column].count : nil }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// Lines of at most a hundred characters; each line's own indentation is kept.
    static func wrapped(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let indent = String(line.prefix { $0 == " " })
            var lines = [indent]
            for word in line.split(separator: " ") {
                let last = lines[lines.count - 1]
                if last.count > indent.count, last.count + word.count >= 100 {
                    lines.append(indent + word)
                } else {
                    lines[lines.count - 1] = last.count > indent.count ? "\(last) \(word)" : last + word
                }
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// Writes all of it; a pipe that does not block and is full is waited for, so many milliseconds without progress.
    /// False where something is lost: but a reader that went away (a closed pipe) is no reason to fail a run.
    private static func write(_ text: String, to descriptor: Int32, patience: Int32) -> Bool {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                sent += count
            } else if count < 0, errno == EAGAIN {
                var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                if poll(&place, 1, patience) == 0 { return false }
            } else if count == 0 || errno != EINTR {
                return errno == EPIPE
            }
        }
        return true
    }

    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
        Glibc.write(descriptor, bytes, count)
        #elseif canImport(Musl)
        Musl.write(descriptor, bytes, count)
        #else
        Darwin.write(descriptor, bytes, count)
        #endif
    }
}
