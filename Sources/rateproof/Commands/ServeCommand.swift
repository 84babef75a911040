import ArgumentParser
import LeadsAPI
import Limiters
import Profiles
import ReferenceServer
import Simulation
import Timeline
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the leads API on loopback, with a limiter of your choice, sound or not.",
        discussion: "Example: rateproof serve --port 8080 --quota 20 --window 4s --defect check-then-increment --latency 5ms")

    @Option(help: "The port to listen on; 0 for any free one.")
    var port = 8080

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: "Requests for each key and window.")
    var quota = 100

    @Option(help: "How long a window lasts, such as 60s.")
    var window = "60s"

    @Option(help: ArgumentHelp("One of \(Algorithm.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
    var algorithm = Algorithm.fixedWindowEpoch

    @Option(help: ArgumentHelp("A fault of the service (see: rateproof list defects); may be repeated.", valueName: "name"))
    var defect: [String] = []

    @Option(help: "The longest that the server works on a request, such as 5ms.")
    var latency = "0s"

    @Option(help: ArgumentHelp("Accept only this key (otr_…), with its workspace after a colon; may be repeated. Default: any key.",
                               valueName: "key[:workspace]"))
    var key: [String] = []

    @Option(help: ArgumentHelp("How many leads the plan of a workspace allows; an import beyond it gets 402.", valueName: "leads"))
    var contacts = 10_000_000

    @Option(help: "How the rate-limit fields are spelled (see: rateproof list dialects).")
    var dialect = "x-ratelimit-epoch"

    @Flag(help: "Answers of 400, 404, 409 and 422 use no quota.")
    var refusalsAreFree = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port \(port): give a port from 0 to 65535.") }
        guard contacts >= 0 else { throw ValidationError("--contacts \(contacts): give a number of leads, zero or more.") }
        guard (1...1_000_000).contains(quota) else { throw ValidationError("--quota \(quota): give a number from 1 to 1000000.") }
    }

    func run() async throws {
        guard let length = Quantities.duration(window), length > .zero, length <= Quantities.longest else {
            throw Mistake("--window \(window): give a duration above zero and up to a week, such as 60s.")
        }
        guard let work = Quantities.duration(latency), work >= .zero, work <= Quantities.longest else { throw Mistake("--latency \(latency): give a duration, such as 5ms.") }
        guard let dialect = Dialect(id: dialect) else { throw Mistake("there is no dialect \"\(dialect)\"; rateproof list dialects shows them all.") }
        var service = LeadsService.Settings(quota: quota, window: length, algorithm: algorithm, keys: try policy(), writer: AdviceWriter(dialect: dialect))
        service.chargesRefused = !refusalsAreFree
        service.contactLimit = contacts
        let server = ReferenceServer(ReferenceServer.Settings(
            host: host, port: port, service: service, behaviour: Defect.behaviour(try Defects.named(defect)), latency: work))
        let summary = "\(quota) per \(length), \(algorithm.rawValue)" + (defect.isEmpty ? "" : ", with \(defect.joined(separator: ", "))")
        let host = host
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await server.run { port in Terminal.say("serving http://\(host):\(port)/api/v1/leads (\(summary)); Ctrl-C ends it") }
                } catch {
                    throw Mistake("cannot serve on \(host):\(port): \(error). Is the port in use? --port 0 takes a free one.")
                }
            }
            group.addTask { for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return } }
            try await group.next()
            group.cancelAll()
        }
    }

    private func policy() throws -> LeadsService.KeyPolicy {
        if key.isEmpty { return .anyWithPrefix }
        var workspaces: [String: String] = [:]
        for entry in key {
            let parts = entry.split(separator: ":", maxSplits: 1).map(String.init)
            guard let name = parts.first, name.hasPrefix("otr_") else { throw Mistake("--key: a key starts with otr_.") }
            workspaces[name] = parts.count > 1 ? parts[1] : "default"
        }
        return .listed(workspaces)
    }
}

extension Algorithm: ExpressibleByArgument {}

enum Defects {
    /// The defects of these names. Throws: `Mistake` for one that does not exist.
    static func named(_ names: [String]) throws -> [Defect] {
        try names.map { name in
            guard let defect = Defect.named(name) else {
                throw Mistake("there is no defect \"\(name)\"; rateproof list defects shows them all.")
            }
            return defect
        }
    }
}
