package import Conformance
package import Endpoints
package import Limiters
package import LoadEngine
package import Measurement
package import Timeline

/// One scenario: what to drive, against which contract, how hard, and what counts as good.
package struct Profile: Sendable {
    package var name: String
    package var summary: String
    package var target: TargetSpecification
    /// What is asked, and what answers mean.
    package var endpoint: Endpoint
    package var contract: Contract
    package var keys: KeySource
    /// True where nobody else uses the keys while the run lasts.
    package var keysAreExclusive = false
    package var load: [LoadPhase]
    package var checks: CheckSelection
    package var hooks: HookCommands
    /// How sure a run shall be that no window in so many is raced through; nothing for the few windows that every run has.
    package var confidence: Confidence?
    package var thresholds: [Threshold]
    /// The most requests of the whole run; nothing for what the plan needs at most.
    package var budget: Int?
    /// The most requests of an experiment under way at once; nothing for what the plan needs.
    package var inFlight: Int?
    package var validity: ValidityLimits
    package var history: HistoryKept
    package var seed: UInt64
    /// The text that gives this profile again, with every override in it.
    package var source: String
}

/// What is driven.
package struct TargetSpecification: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case selfHosted = "self-hosted"
        case mock
        case http
    }

    package var kind: Kind
    /// The create endpoint of an `http` target.
    package var url: TargetURL?
    /// The same endpoint on other nodes of the same target.
    package var nodes: [TargetURL]
    /// The longest that one request may take.
    package var timeout: TimeSpan
    /// A file with certificates to trust besides those of the system.
    package var trust: String?
    /// What this client shows a server that demands a certificate; nothing where it has none.
    package var certificate: ClientCertificate?
    /// What carries the requests; nothing for the best that serves the url.
    package var transport: Transport?
    /// The path of a unix domain socket to connect to, instead of the url's host and port.
    package var socket: String?
    /// How many threads send load, each with connections of its own.
    package var loops = 1
    package var version = HTTPVersion.http1
    /// True where the owner of a host other than loopback agreed to this load.
    package var authorized: Bool
    /// How a self-hosted or mock target behaves.
    package var limiter: LimiterSpecification
    /// Where to connect, in the place of the url's host and port.
    package var connect: HostPort?
    /// A proxy that stands in the profile; nothing for what the environment says.
    package var proxy: ProxyAddress?
    /// Addresses of this machine that requests leave from; empty for the system's choice.
    package var sources: [String] = []
    /// True where a redirect of the first answer is followed, once, before the run.
    package var followsRedirects = false
}

package struct HostPort: Sendable, Equatable {
    package var host: String
    package var port: Int
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}

/// An HTTP proxy; `credential` is `user:password`.
package struct ProxyAddress: Sendable, Equatable {
    package var address: HostPort
    package var credential: String?
}

/// The limiter of a target of our own.
package struct LimiterSpecification: Sendable {
    /// Nothing for what keeps the contract.
    package var algorithm: Algorithm?
    /// Nothing for the contract's own.
    package var quota: Int?
    package var window: TimeSpan?
    package var defects: [String]
    /// How long the server works on each request, at most.
    package var latency: TimeSpan
}

package enum KeySource: Sendable, Equatable {
    /// So many keys made up for this run, for a target that accepts any `otr_` key.
    case generated(Int)
    /// Keys from an environment variable, separated by commas or white space.
    case environment(String)
    /// So many keys made up by a pattern.
    case pattern(TextTemplate, Int)
    /// Keys from a file, separated by commas or white space.
    case file(String)
    /// Keys that a command prints.
    case command(String)
    /// Requests carry no key; with addresses of this machine, each is somebody of its own.
    case anonymous([String])
}

/// The PEM files of a certificate with its chain, and of its private key.
package struct ClientCertificate: Sendable, Equatable {
    package var chain: String
    package var key: String
}

/// The commands that disturb an `http` target; targets of our own need none.
package struct HookCommands: Sendable, Equatable {
    package var restart: String?
    package var outageBegins: String?
    package var outageEnds: String?
    /// The longest that a command may take.
    package var timeout: TimeSpan
}

/// How much of a run its history keeps.
package enum HistoryKept: String, Sendable, CaseIterable {
    /// Every attempt of experiments and of load that is not too much; of more load, the sums.
    case auto
    /// Every attempt.
    case full
    /// Every attempt of the experiments, and sums of the load.
    case judged
    /// As judged, and no file is written.
    case none
}

package struct CheckSelection: Sendable, Equatable {
    /// True where nothing is judged: the run is load alone.
    package var isOff = false
    /// Empty for all.
    package var only: [CheckID]
    package var skip: [CheckID]
    /// True where a recommendation counts as a requirement.
    package var isStrict: Bool

    package func contains(_ check: CheckID) -> Bool { !isOff && (only.isEmpty || only.contains(check)) && !skip.contains(check) }
}
