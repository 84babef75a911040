import Endpoints
import Profiles
import Importing

/// `--method`, `--header` and `--data`, as curl has them, laid over a profile.
enum RequestFlags {
    static func overrides(_ flags: ProfileFlags) throws(ProfileError) -> [Override] {
        var overrides: [Override] = []
        for header in flags.header {
            guard let colon = header.firstIndex(of: ":"), colon > header.startIndex else {
                throw ProfileError(mistake: "--header", what: "a header has a name and a value", remedy: "Write --header 'Accept: application/json'.")
            }
            let (name, value) = (String(header[..<colon]), header[header.index(after: colon)...].drop { $0 == " " })
            guard !SecretNames.mayHoldSecret(name) else {
                throw ProfileError(
                    mistake: "--header", what: "\(name) looks like the place of a key, and a key on the command line can be read by everybody on this machine",
                    remedy: "Write --set credential.header=\(name), with --set 'credential.prefix=\"Bearer \"' where there is one, "
                        + "and put the key into \(RunRequest.keyVariable).")
            }
            overrides.append(Override(path: "request.headers.\(name)", value: YAMLText.quoted(String(value)), flag: "--header \(name)"))
        }
        if let method = flags.method { overrides.append(Override(path: "request.method", value: YAMLText.quoted(method), flag: "--method \(method)")) }
        if let data = flags.data {
            let isFile = data.hasPrefix("@")
            let member = isFile ? "file" : isJSON(data) ? "json" : "body"
            for other in ["file", "json", "body"] where other != member { overrides.append(Override(path: "request.\(other)", value: "null", flag: "--data")) }
            overrides.append(Override(path: "request.\(member)", value: YAMLText.quoted(isFile ? String(data.dropFirst()) : data), flag: "--data"))
        }
        return overrides
    }

    private static func isJSON(_ text: String) -> Bool {
        guard let first = text.first(where: { !$0.isWhitespace }) else { return false }
        return first == "{" || first == "["
    }
}
