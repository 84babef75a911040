import ArgumentParser

/// Where quota and window come from, if not from the profile.
enum ContractBasis: String, ExpressibleByArgument, CaseIterable { case observed, unknown }

/// What every command that runs a profile can change of it.
struct ProfileFlags: ParsableArguments {
    @Option(help: ArgumentHelp("Set any field of the profile; may be repeated.", valueName: "path=value"))
    var set: [String] = []

    @Option(help: ArgumentHelp("The method of the request, as in curl.", valueName: "method"))
    var method: String?

    @Option(help: ArgumentHelp("A header of the request, as in curl; may be repeated. Keys belong into the environment.", valueName: "name: value"))
    var header: [String] = []

    @Option(help: ArgumentHelp("The body of the request, or @file, as in curl.", valueName: "data"))
    var data: String?

    @Option(help: ArgumentHelp("Make up this many otr_ keys, for targets that accept any.", valueName: "n"))
    var keys: Int?

    @Flag(help: "Nobody else uses the given keys while the run lasts; then they prove as much as made-up ones.")
    var exclusiveKeys = false
    @Option(help: ArgumentHelp("""
        observed: read quota and window from the limiter's fields and see whether they are so, before the run; unknown: only find out what the \
        limiter is.
        """, valueName: "observed|unknown"))
    var contract: ContractBasis?

    @Option(help: ArgumentHelp("Judge only these checks.", valueName: "id,…"))
    var only: [String] = []

    @Option(help: ArgumentHelp("Leave these checks out.", valueName: "id,…"))
    var skip: [String] = []

    @Option(help: "What randomness starts from; a mock run with the same seed is the same run.")
    var seed: Int?

    @Option(help: ArgumentHelp("Wait so long for the target to answer before the run begins.", valueName: "duration"))
    var wait: String?

    @Flag(help: "Take every recommendation for a requirement.")
    var strict = false

    @Flag(help: "You may load this target, although it is not this machine.")
    var authorized = false
}
