/// Everything a run recorded: the only input of every judgement and report.
package struct History: Sendable, Equatable {
    package var header: Header
    /// In order of `index`.
    package var attempts: [Attempt]
    /// Load phases whose attempts were not kept.
    package var loads: [LoadRecord]
    package var ending: Ending

    package init(header: Header, attempts: [Attempt], loads: [LoadRecord] = [], ending: Ending) {
        self.header = header
        self.attempts = attempts
        self.loads = loads
        self.ending = ending
    }

    /// What was known before the first request.
    package struct Header: Sendable, Equatable, Codable {
        package var schema = HistoryFile.schema
        package var tool: Tool
        package var runID: String
        /// The profile as it was run: file, overrides and flags applied. Judging starts from this text.
        package var profileSource: String
        package var profileName: String
        package var seed: UInt64
        package var startedAtEpochNanoseconds: Int64
        package var target: TargetRecord
        package var keys: [KeyRecord]
        package var phases: [PhaseRecord]
        package var environment: Environment
        /// The command that repeats the run.
        package var command: String

        package init(
            tool: Tool, runID: String, profileSource: String, profileName: String, seed: UInt64, startedAt: WallInstant,
            target: TargetRecord, keys: [KeyRecord], phases: [PhaseRecord], environment: Environment, command: String
        ) {
            self.tool = tool
            self.runID = runID
            self.profileSource = profileSource
            self.profileName = profileName
            self.seed = seed
            self.startedAtEpochNanoseconds = startedAt.nanoseconds
            self.target = target
            self.keys = keys
            self.phases = phases
            self.environment = environment
            self.command = command
        }

        package var startedAt: WallInstant { WallInstant(nanoseconds: startedAtEpochNanoseconds) }
    }

    /// What was known when the run was over.
    package struct Ending: Sendable, Equatable, Codable {
        package var endedAtNanoseconds: Int64
        /// The wall clock at the end; where it disagrees with start + elapsed, the clock was stepped.
        package var endedAtEpochNanoseconds: Int64
        /// CPU time of the generator's process between start and end; nothing in virtual time.
        package var cpuSeconds: Double?
        /// Why the run stopped before its plan was done; nothing for a whole run.
        package var partial: String?
        /// True where the target could not be reached, or stopped answering.
        package var targetLost: Bool
        /// The generator's loop in each load phase; nothing in virtual time, and in histories of versions before it was kept.
        package var loops: [LoopRecord]?
        /// Nothing where there are no connections, and in histories of versions before it was kept.
        package var connections: ConnectionRecord?
        /// Of load phases whose bodies were looked at; nothing where there are none.
        package var bodies: [BodyRecord]?
        /// What became of what the run created; nothing where the profile does not say how to take it back.
        package var cleanUp: CleanUpRecord?

        package init(
            at instant: RunInstant, wall: WallInstant, cpuSeconds: Double?, partial: String?, targetLost: Bool = false, loops: [LoopRecord]? = nil,
            connections: ConnectionRecord? = nil, bodies: [BodyRecord]? = nil
        ) {
            self.bodies = bodies
            self.endedAtNanoseconds = instant.nanoseconds
            self.endedAtEpochNanoseconds = wall.nanoseconds
            self.cpuSeconds = cpuSeconds
            self.partial = partial
            self.targetLost = targetLost
            self.loops = loops
            self.connections = connections
        }

        package var instant: RunInstant { RunInstant(nanoseconds: endedAtNanoseconds) }
        package var wall: WallInstant { WallInstant(nanoseconds: endedAtEpochNanoseconds) }
    }
}

/// What a run created and took back.
package struct CleanUpRecord: Sendable, Equatable, Codable {
    /// Things whose id was read from an answer.
    package var created: Int
    package var removed: Int
    /// Why not all are gone; nothing where they are.
    package var reason: String?

    package init(created: Int, removed: Int, reason: String? = nil) {
        self.created = created
        self.removed = removed
        self.reason = reason
    }
}

package struct Tool: Sendable, Equatable, Codable {
    package var name: String
    package var version: String
    package init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}

package struct TargetRecord: Sendable, Equatable, Codable {
    package var kind: String
    package var url: String?
    /// How many nodes were addressed; nothing for one.
    package var nodes: Int?
    /// What carried the requests; nothing in virtual time.
    package var transport: String?
    package init(kind: String, url: String?, nodes: Int? = nil, transport: String? = nil) {
        self.kind = kind
        self.url = url
        self.nodes = nodes
        self.transport = transport
    }
}

/// An API key as a record may show it.
package struct KeyRecord: Sendable, Equatable, Codable {
    /// Redacted: `otr_…last4`.
    package var label: String
    /// True where this run made the key up, so that nobody can have used it before.
    package var fresh: Bool
    /// True where the profile states that nobody else uses the key during the run; nothing where it does not.
    package var exclusive: Bool?
    package init(label: String, fresh: Bool, exclusive: Bool = false) {
        self.label = label
        self.fresh = fresh
        self.exclusive = exclusive ? true : nil
    }
}

/// A stretch of the run with one purpose.
package struct PhaseRecord: Sendable, Equatable, Codable {
    package enum Kind: String, Sendable, Codable { case load, experiment }
    package var name: String
    package var kind: Kind
    /// False for a warm-up, whose latencies are left out of the report.
    package var recorded: Bool
    package init(name: String, kind: Kind, recorded: Bool = true) {
        self.name = name
        self.kind = kind
        self.recorded = recorded
    }
}

package struct Environment: Sendable, Equatable, Codable {
    package var os: String
    package var cores: Int
    /// Says whether two reports come from the same kind of host, without naming it.
    package var fingerprint: String
    package init(os: String, cores: Int, fingerprint: String) {
        self.os = os
        self.cores = cores
        self.fingerprint = fingerprint
    }
}
