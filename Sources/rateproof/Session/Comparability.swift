import ArgumentParser
import Conformance
import Profiles
import Reporting
import Timeline

/// Whether runs may be compared: what differs besides the target would be taken for the target's doing.
enum Comparability {
    enum Aspect: String, CaseIterable, ExpressibleByArgument { case host, profile, contract }

    /// Throws: `Mistake` that says what differs and how to compare all the same.
    static func require(_ reports: [Report], across allowed: [Aspect]) throws {
        guard let first = reports.first else { return }
        let one = try Identity(first)
        for report in reports.dropFirst() { try require(one, try Identity(report), allowed) }
    }

    /// The same for a run that has not been made yet.
    static func require(_ request: RunRequest, toMatch reports: [Report], across allowed: [Aspect]) throws {
        let planned = Identity(name: "this run", host: HostEnvironment.current.fingerprint, profile: request.profile)
        for report in reports { try require(try Identity(report), planned, allowed) }
    }

    /// Of two that are to be driven in turns.
    static func require(_ one: RunRequest, toMatch other: RunRequest, across allowed: [Aspect]) throws {
        let host = HostEnvironment.current.fingerprint
        try require(Identity(name: "the baseline", host: host, profile: one.profile), Identity(name: "the candidate", host: host, profile: other.profile), allowed)
        guard one.keys.count == other.keys.count || allowed.contains(.profile) else {
            throw Mistake("one target gets \(one.keys.count) keys, the other \(other.keys.count). Give both as many, or compare all the same with --across profile.")
        }
    }

    /// The same run twice would look like two that agree. In virtual time equal seeds are equal runs, and meant.
    static func requireDistinct(_ baseline: [Report], _ candidate: [Report]) throws {
        let ids = (baseline + candidate).filter { $0.run.target.kind != TargetSpecification.Kind.mock.rawValue }.map(\.run.id)
        guard let twice = Dictionary(grouping: ids, by: \.self).first(where: { $0.value.count > 1 })?.key else { return }
        throw Mistake("run \(twice) is given more than once, and would look like several that agree. Give each report once (reports/latest.json is a copy).")
    }

    private static func require(_ one: Identity, _ other: Identity, _ allowed: [Aspect]) throws {
        for (aspect, what) in one.differences(from: other) where !allowed.contains(aspect) {
            throw Mistake("\(one.name) and \(other.name) cannot be compared: \(what). "
                + "Make both runs alike, or compare all the same with --across \(aspect.rawValue).")
        }
    }

    private struct Identity {
        var name: String
        var host: String
        var profile: Profile
        /// Known once it has run.
        var transport: String?

        init(name: String, host: String, profile: Profile) {
            self.name = name
            self.host = host
            self.profile = profile
        }

        init(_ report: Report) throws {
            do throws(ProfileError) {
                self.init(name: "run \(report.run.id)", host: report.environment.host,
                          profile: try Profile(yaml: report.run.profileSource, file: "profile of run \(report.run.id)"))
                transport = report.run.target.transport
            } catch {
                throw Mistake("the profile inside the report of run \(report.run.id) cannot be read: \(error)")
            }
        }

        /// The target's address and its limiter are what is compared; everything else has to be the same.
        func differences(from other: Identity) -> [(Aspect, String)] {
            var found: [(Aspect, String)] = []
            let (a, b) = (profile, other.profile)
            // In virtual time a host is as good as another.
            let isReal = a.target.kind != .mock || b.target.kind != .mock
            if host != other.host, isReal { found.append((.host, "they were made on different hosts (\(host), \(other.host))")) }
            if a.contract != b.contract {
                found.append((.contract, "their contracts differ (\(a.contract.shown), \(b.contract.shown))"))
            }
            if a.load != b.load { found.append((.profile, "their profiles ask for different load")) }
            if a.checks != b.checks { found.append((.profile, "their profiles choose different checks")) }
            if a.keys != b.keys { found.append((.profile, "their profiles use different keys")) }
            if a.target.kind != b.target.kind { found.append((.profile, "one drives a target of kind \(a.target.kind.rawValue), the other \(b.target.kind.rawValue)")) }
            if a.target.timeout != b.target.timeout || a.target.transport != b.target.transport || a.target.version != b.target.version || a.inFlight != b.inFlight
                || a.target.nodes.count != b.target.nodes.count || a.confidence != b.confidence {
                found.append((.profile, "their profiles send in different ways (timeout, transport, http, nodes, in_flight or confidence)"))
            }
            if let ours = transport, let theirs = other.transport, ours != theirs {
                found.append((.profile, "one went over \(ours), the other over \(theirs)"))
            }
            return found
        }
    }
}
