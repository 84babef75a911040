import Conformance
import Endpoints
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
    ///
    /// `given` are keys that the command line itself brought; a profile of its own takes the place of `name`'s. Of `before`, the same request with
    /// less laid over it, the keys are kept where a command gave them: it may log in, and is run once.
    init(
        profile name: String, target: String?, history: String?, _ flags: ProfileFlags, further: [Override] = [], own made: ProfileFiles.Source? = nil,
        given: [String]? = nil, before: RunRequest? = nil
    ) async throws {
        let (text, file) = try made.map { ($0.text, $0.file) } ?? ProfileFiles.read(name)
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
        command = Self.command(made?.words ?? [name], target, history, flags)
        let environment = ProcessInfo.processInfo.environment
        let source = KeyMaker(profile, environment: environment)
        keys = if let given { source.keys(given) } else if let before, source.areFromCommand { before.keys } else { try await source.keys() }
        // Keys that draw on one count with everybody's are not unused because they are new.
        keysAreFresh = source.areFresh && given == nil && !profile.contract.sharesOneCount
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
    func again() async -> RunRequest {
        let source = KeyMaker(profile, environment: [:])
        guard source.areFresh, profile.target.kind != .mock, let keys = try? await source.keys() else { return self }
        return RunRequest(self, keys: keys)
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
        overrides += try RequestFlags.overrides(flags)
        // Numbers that are given are promised.
        if own?.contract.isObserved ?? false, flags.contract == nil, statesContract(flags) {
            overrides.append(Override(path: "contract.observed", value: "false", flag: "--set contract.quota"))
        }
        if flags.authorized { overrides.append(Override(path: "target.authorized", value: "true", flag: "--authorized")) }
        if flags.contract == .unknown {
            let values = [("contract.open", "true"), ("contract.observed", "false"), ("contract.quota", "null"), ("contract.window", "null"), ("load", "[]"),
                          ("thresholds", "[]"), ("budget", "null"), ("checks", "{ only: [ALG-02, SEM-01] }")]
            overrides += values.map { Override(path: $0, value: $1, flag: "--contract unknown") }
        }
        if flags.contract == .observed {
            // What the profile says of another target is no promise of this one.
            for (name, value) in [("observed", "true"), ("quota", "null"), ("window", "null")] {
                overrides.append(Override(path: "contract.\(name)", value: value, flag: "--contract observed"))
            }
        }
        if let count = flags.keys {
            overrides.append(Override(path: "keys", value: "{ count: \(count) }", flag: "--keys \(count)"))
        } else if target?.contains("://") == true, own?.hasKeysOfOurOwn ?? true, own?.endpoint.credential != Credential.none {
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

    private static func command(_ profile: [String], _ target: String?, _ history: String?, _ flags: ProfileFlags) -> String {
        var words = ["rateproof", "run"] + profile
        if let target { words += ["--target", target] }
        if let keys = flags.keys { words += ["--keys", "\(keys)"] }
        for header in flags.header { words += ["--header", header] }
        if let method = flags.method { words += ["--method", method] }
        if let data = flags.data { words += ["--data", data] }
        if let contract = flags.contract { words += ["--contract", contract.rawValue] }
        for text in flags.set { words += ["--set", text] }
        if let seed = flags.seed { words += ["--seed", "\(seed)"] }
        for (flag, ids) in [("--only", flags.only), ("--skip", flags.skip)] where !ids.isEmpty { words += [flag, ids.joined(separator: ",")] }
        if let history { words += ["--history", history] }
        if let wait = flags.wait { words += ["--wait", wait] }
        if flags.strict { words.append("--strict") }
        if flags.exclusiveKeys { words.append("--exclusive-keys") }
        if flags.authorized { words.append("--authorized") }
        return words.map(ShellText.word).joined(separator: " ")
    }
}

extension Profile {
    /// True where the keys are made up for a target of our own.
    fileprivate var hasKeysOfOurOwn: Bool {
        switch keys {
        case .generated, .pattern: target.kind != .http
        default: false
        }
    }

    /// True for a profile of ours whose contract is that of our own server.
    fileprivate var isShippedForOurOwn: Bool { target.kind != .http && ShippedProfiles.all.contains { $0.name == name } }
}

/// Finds profiles: by path, by name in profiles/, or among those that the tool brings along.
enum ProfileFiles {
    /// A profile that is in no file, and the words of the command that brought it.
    struct Source {
        var text: String
        var file: String
        var words: [String]
    }

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
