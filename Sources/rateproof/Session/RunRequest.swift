import Conformance
import FoundationEssentials
import LoadEngine
import Profiles
import Timeline

/// What the command line asks for: a profile with every flag laid over it, and the keys to use.
struct RunRequest {
    let profile: Profile
    let keys: [APIKey]
    let keysAreFresh: Bool
    private let isContractStated: Bool
    /// How long a server may take to come up.
    let wait: TimeSpan
    /// The command that repeats the run.
    let command: String

    static let keyVariable = "RATEPROOF_API_KEYS"

    /// Throws: `Mistake` with everything that is wrong.
    ///
    /// `further` is laid over the flags.
    init(profile name: String, target: String?, history: String?, _ flags: ProfileFlags, further: [Override] = []) throws {
        let (text, file) = try ProfileFiles.read(name)
        // What the profile says by itself, where it says it well.
        let own = try? Profile(yaml: text, file: file)
        do throws(ProfileError) {
            profile = try Profile(yaml: text, file: file, overrides: try Self.overrides(own, target, history, flags) + further)
        } catch {
            throw Mistake(error.description)
        }
        wait = try flags.wait.map { text in
            guard let span = Quantities.duration(text), span <= .seconds(3_600) else { throw Mistake("--wait \(text): give a duration up to an hour, such as 60s.") }
            return span
        } ?? .zero
        command = Self.command(name, target, history, flags)
        let environment = ProcessInfo.processInfo.environment
        switch profile.keys {
        case .generated(let count):
            keys = KeyMaker.make(count, seed: profile.target.kind == .mock ? profile.seed : nil)
            keysAreFresh = true
        case .environment(let name):
            keys = try KeyMaker.read(environment[name], from: name)
            keysAreFresh = false
        }
        isContractStated = !(own?.isShippedForOurOwn ?? false) || target?.contains("://") != true || Self.statesContract(flags)
    }

    /// What is missing before a run, where the quota of a profile for our own server is no promise of somebody else's.
    var unstatedContract: String? {
        guard !isContractStated, !profile.contract.isOpen, !profile.checks.isOff, let url = profile.target.url else { return nil }
        return """
            the profile \(profile.name) holds a server of our own to \(profile.contract.quota) per \(profile.contract.window); what \(url) \
            promises is not stated. Give it with --set contract.quota=… --set contract.window=…, let it be read from its fields with \
            --contract observed, or let it be found out: rateproof run identify --target \(url)
            """
    }

    private static func statesContract(_ flags: ProfileFlags) -> Bool {
        let paths = flags.set.compactMap { $0.split(separator: "=").first.map(String.init) }
        return flags.contract == .observed || paths.contains("contract") || ["contract.quota", "contract.window"].allSatisfy(paths.contains)
    }

    /// True where quota and window are to be found out before anything is judged by them.
    var isToBeObserved: Bool { profile.contract.isObserved && profile.contract.isOpen }

    private init(_ other: RunRequest, keys: [APIKey]) {
        (profile, keysAreFresh, wait, command) = (other.profile, other.keysAreFresh, other.wait, other.command)
        isContractStated = other.isContractStated
        self.keys = keys
    }

    /// The same with other made-up keys; keys from the environment stay.
    func again() -> RunRequest {
        guard case .generated(let count) = profile.keys, profile.target.kind != .mock else { return self }
        return RunRequest(self, keys: KeyMaker.make(count, seed: nil))
    }

    private static func overrides(_ own: Profile?, _ target: String?, _ history: String?, _ flags: ProfileFlags) throws(ProfileError) -> [Override] {
        var overrides: [Override] = []
        if let target {
            // An address with a user name or a query may hold a secret.
            let flag = target.contains { $0 == "@" || $0 == "?" } ? "--target" : "--target \(target)"
            let isAddress = target.contains { ":./[".contains($0) } && !target.contains("://")
            if isAddress {
                throw ProfileError(mistake: flag, what: "this is neither a kind of target nor a URL", remedy: "If it is an address, add http://")
            }
            if target.contains("://") {
                overrides.append(Override(path: "target.kind", value: "http", flag: flag))
                overrides.append(Override(path: "target.url", value: "\"\(target)\"", flag: flag))
            } else {
                overrides.append(Override(path: "target.kind", value: "\"\(target)\"", flag: flag))
                overrides.append(Override(path: "target.url", value: "null", flag: flag))
            }
        }
        if flags.authorized { overrides.append(Override(path: "target.authorized", value: "true", flag: "--authorized")) }
        if flags.contract == .observed {
            // What the profile says of another target is no promise of this one.
            for (name, value) in [("observed", "true"), ("quota", "null"), ("window", "null")] {
                overrides.append(Override(path: "contract.\(name)", value: value, flag: "--contract observed"))
            }
        }
        if let count = flags.keys {
            overrides.append(Override(path: "keys", value: "{ count: \(count) }", flag: "--keys \(count)"))
        } else if target?.contains("://") == true, own?.hasKeysOfOurOwn ?? true {
            // Made-up keys are for our own targets; somebody else's server gets keys that were meant for it.
            overrides.append(Override(path: "keys", value: "{ from_environment: \(keyVariable) }", flag: "--target \(target ?? "")"))
        }
        if flags.exclusiveKeys { overrides.append(Override(path: "keys.exclusive", value: "true", flag: "--exclusive-keys")) }
        for (name, ids) in [("only", flags.only), ("skip", flags.skip)] where !ids.isEmpty {
            let list = ids.flatMap { $0.split(separator: ",") }.joined(separator: ", ")
            overrides.append(Override(path: "checks.\(name)", value: "[\(list)]", flag: "--\(name) \(list)"))
        }
        if let history { overrides.append(Override(path: "history", value: "\"\(history)\"", flag: "--history \(history)")) }
        if flags.strict { overrides.append(Override(path: "checks.strict", value: "true", flag: "--strict")) }
        if let seed = flags.seed { overrides.append(Override(path: "seed", value: "\(seed)", flag: "--seed \(seed)")) }
        for text in flags.set {
            guard let override = Override(assignment: text) else {
                throw ProfileError(mistake: "--set \(text)", what: "there is no path before an equals sign", remedy: "Write --set contract.quota=20.")
            }
            overrides.append(override)
        }
        return overrides
    }

    private static func command(_ profile: String, _ target: String?, _ history: String?, _ flags: ProfileFlags) -> String {
        var words = ["rateproof", "run", profile]
        if let target { words += ["--target", target] }
        if let keys = flags.keys { words += ["--keys", "\(keys)"] }
        if let contract = flags.contract { words += ["--contract", contract.rawValue] }
        for text in flags.set { words += ["--set", text] }
        if let seed = flags.seed { words += ["--seed", "\(seed)"] }
        for (flag, ids) in [("--only", flags.only), ("--skip", flags.skip)] where !ids.isEmpty { words += [flag, ids.joined(separator: ",")] }
        if let history { words += ["--history", history] }
        if let wait = flags.wait { words += ["--wait", wait] }
        if flags.strict { words.append("--strict") }
        if flags.exclusiveKeys { words.append("--exclusive-keys") }
        if flags.authorized { words.append("--authorized") }
        return words.map(quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "-_./:=,@%+".utf8.contains($0)
        }
        return isPlain ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

extension Profile {
    /// True where the keys are made up for a target of our own.
    fileprivate var hasKeysOfOurOwn: Bool {
        if case .generated = keys { target.kind != .http } else { false }
    }

    /// True for a profile of ours whose contract is that of our own server.
    fileprivate var isShippedForOurOwn: Bool { target.kind != .http && ShippedProfiles.all.contains { $0.name == name } }
}

/// Finds profiles: by path, by name in profiles/, or among those that the tool brings along.
enum ProfileFiles {
    static func read(_ name: String) throws -> (text: String, file: String) {
        let candidates = [name, "profiles/\(name)", "profiles/\(name).yaml"]
        for path in candidates {
            var isDirectory = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory else { continue }
            guard let data = FileManager.default.contents(atPath: path) else { throw Mistake("\(path) cannot be read; check its permissions.") }
            return (String(decoding: data, as: UTF8.self), path)
        }
        if let shipped = ShippedProfiles.all.first(where: { $0.name == name }) { return (shipped.text, "profile \(name)") }
        let known = ShippedProfiles.all.map(\.name).joined(separator: ", ")
        throw Mistake("there is no profile \"\(name)\" (looked for \(candidates.joined(separator: ", "))). Give a path, or one of: \(known).")
    }
}

/// Makes and reads API keys.
enum KeyMaker {
    /// Keys that nobody used before; with a seed, always the same ones.
    static func make(_ count: Int, seed: UInt64?) -> [APIKey] {
        let run = seed.map { String($0, radix: 16) } ?? String(UInt64.random(in: 0...UInt64.max), radix: 16)
        return (1...count).map { number in
            let digits = String(number)
            return APIKey("otr_rp\(run)x\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)")
        }
    }

    /// Keys separated by commas or white space. No message of this shows a key.
    static func read(_ text: String?, from name: String) throws -> [APIKey] {
        let words = (text ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
        guard !words.isEmpty else {
            throw Mistake("this target needs API keys, and \(name) is empty. Set \(name)=otr_…,otr_…, or pass --keys 8 if the target accepts any key.")
        }
        for (position, word) in words.enumerated() where !word.hasPrefix(APIKey.prefix) {
            throw Mistake("\(name): key \(position + 1) of \(words.count) does not start with \(APIKey.prefix). Is it a key of this API?")
        }
        guard Set(words).count == words.count else { throw Mistake("\(name) has a key twice; every key is one budget, so give each once.") }
        return words.map { APIKey($0) }
    }
}
