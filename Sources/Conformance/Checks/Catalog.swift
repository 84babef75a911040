/// Every check, in the order in which failures are named: what a header says, whom a limit concerns, what is counted,
/// what is promised, what it means, when windows turn.
package enum CheckCatalog {
    package static let all: [any Check] = [
        HDR01(), HDR02(), HDR03(), HDR05(), HDR06(), HDR07(), HDR08(), HDR09(),
        KEY01(),
        CNT01(), CNT02(), CNT03(), CNT04(), CNT05(), CNT07(), CNT08(),
        RTA01(), RTA02(), RTA03(), RTA04(), RTA05(), RTA06(), RTA07(),
        SEM01(), SEM03(),
        WIN01(), WIN02(), WIN04(), WIN05(),
    ]

    package static func check(_ id: CheckID) -> (any Check)? { all.first { $0.id == id } }
}
