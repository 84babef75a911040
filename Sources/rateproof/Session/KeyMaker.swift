import Endpoints
import FoundationEssentials
import LoadEngine
import Profiles
import Timeline

/// Makes and reads the keys of a run.
struct KeyMaker {
    private let profile: Profile
    private let environment: [String: String]

    init(_ profile: Profile, environment: [String: String]) {
        self.profile = profile
        self.environment = environment
    }

    /// True where nobody can have used the keys before.
    var areFresh: Bool {
        switch profile.keys {
        case .generated, .pattern: true
        case .environment, .file, .command, .anonymous: false
        }
    }

    var areFromCommand: Bool { if case .command = profile.keys { true } else { false } }

    /// Throws: `Mistake`; no message of it shows a key.
    func keys() async throws -> [APIKey] {
        switch profile.keys {
        case .generated(let count): return keys(made(count))
        case .pattern(let template, let count): return keys(made(count, by: template))
        case .environment(let name): return keys(try read(environment[name], from: name))
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else { throw Mistake("the file \(path) is not there or cannot be read (keys.file).") }
            return keys(try read(String(decoding: data, as: UTF8.self), from: "the file \(path)"))
        case .command(let command): return keys(try read(try await ShellCommand.output(of: command), from: "the output of the command"))
        case .anonymous(let sources): return sources.isEmpty ? [APIKey("", shown: "anonymous")] : sources.map { APIKey("", shown: $0) }
        }
    }

    /// As the endpoint's requests carry them.
    func keys(_ secrets: [String]) -> [APIKey] { secrets.map { APIKey($0, presented: profile.endpoint.credential.presented($0)) } }

    /// Keys that nobody used before; in virtual time, always the same ones.
    private func made(_ count: Int) -> [String] {
        let run = self.run
        return (1...count).map { number in
            let digits = String(number)
            return "otr_rp\(run)x\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
        }
    }

    private func made(_ count: Int, by template: TextTemplate) -> [String] {
        let seed = profile.target.kind == .mock ? profile.seed : UInt64.random(in: 0...UInt64.max)
        return (1...count).map { number in
            var values = SlotValues(key: "", presented: "", subject: number, run: run, digits: RandomDigits(seed: seed, subject: number))
            return template.rendered(&values)
        }
    }

    private var run: String { String(profile.target.kind == .mock ? profile.seed : UInt64.random(in: 0...UInt64.max), radix: 16) }

    /// Keys separated by commas or white space.
    private func read(_ text: String?, from name: String) throws -> [String] {
        let words = (text ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
        guard !words.isEmpty else {
            let made = profile.endpoint.isLeads ? ", or pass --keys 8 if the target accepts any key" : ""
            throw Mistake("this target needs API keys, and \(name) is empty. Put them there, separated by commas or white space\(made).")
        }
        for (position, word) in words.enumerated() where !word.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) {
            throw Mistake("\(name): key \(position + 1) of \(words.count) has characters that cannot be sent.")
        }
        if profile.endpoint.credential == .basic, let odd = words.firstIndex(where: { !$0.contains(":") }) {
            throw Mistake("\(name): key \(odd + 1) of \(words.count) is no name and password; write user:password (credential: { basic: true }).")
        }
        guard Set(words).count == words.count else { throw Mistake("\(name) has a key twice; every key is one budget, so give each once.") }
        return words
    }
}
