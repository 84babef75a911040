/// The experiments by the names under which their attempts are recorded.
package enum ExperimentID: String, Sendable, CaseIterable {
    case isolation, sequential, concurrent, promises, refusals, imports, spellings, methods, boundary, idle, steady, recovery, connections,
         nodes, discovery, restart, restarted, outage, knock, pauses, pace, sustained

    /// What is sent.
    package var summary: String {
        switch self {
        case .isolation: "one key is drained while another one watches"
        case .sequential: "one by one to the limit, polls until something comes back, all of it again, for two windows"
        case .concurrent: "twice the quota at once from a barrier, and again in the next window with a few under way"
        case .promises: "waits as long as Retry-After says at several spots of the window, and sends again what was refused"
        case .refusals:
            "duplicates, invalid requests and (leads API) an unknown id between ordinary requests, then what is left"
        case .imports:
            "other routes (leads API: imports of 1, 10, 1000 and 1001 leads) between ordinary requests, and "
                + "again when nothing is left"
        case .spellings: "a used-up key spells its requests in other ways: addresses, key, path"
        case .methods: "OPTIONS, HEAD, GET and calls without a valid key between ordinary requests"
        case .boundary: "a few requests spread over a window, the rest just before its end, everything again just after it"
        case .idle: "one request, three windows of silence, then the whole quota"
        case .steady: "three windows of steady load below the quota, then two above it"
        case .recovery: "a used-up key is left alone for two windows"
        case .connections: "one key over kept connections and over new ones"
        case .nodes: "one by one over every node and many connections until nobody admits any more"
        case .discovery: "drains a key whose quota is unknown and asks until something comes back"
        case .restart: "a key is used up before the limiter is restarted"
        case .restarted: "the same key after the restart"
        case .knock: "one request with each given key, or with one of those made up, to see whether it is let in"
        case .pauses: "to the limit again and again, after pauses of different lengths, and once from half of it"
        case .sustained: "a little below the pace of the limit with the shortest window, until another limit refuses"
        case .pace: "to the limit, half a window of silence, then exactly the promised pace for several windows"
        case .outage: "a few requests while the limiter's store is away"
        }
    }
}
