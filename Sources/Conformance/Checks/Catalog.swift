/// Every check, in the order in which failures are named: what kind of limiter it is, what a header says, whom a limit concerns, what is counted,
/// what is promised, what it means, when windows turn.
package enum CheckCatalog {
    package static let all: [any Check] = [
        ALG01(), ALG02(),
        HDR01(), HDR02(), HDR03(), HDR04(), HDR05(), HDR06(), HDR07(), HDR08(), HDR09(), HDR10(),
        KEY01(), KEY02(), KEY03(), KEY04(), KEY05(), KEY06(),
        DST01(), DST02(), DST03(), DST04(),
        CNT01(), CNT02(), CNT03(), CNT04(), CNT05(), CNT06(), CNT07(), CNT08(), CNT09(), CNT10(), CNT11(), CNT12(), CNT13(), CNT14(),
        LIM01(), LIM02(), LIM03(), LIM04(), LIM05(), LIM06(), LIM07(), LIM08(), LIM09(),
        RTA01(), RTA02(), RTA03(), RTA04(), RTA05(), RTA06(), RTA07(),
        SFV01(), SFV02(),
        SEM01(), SEM02(), SEM03(), SEM04(), SEM05(),
        WIN01(), WIN02(), WIN03(), WIN04(), WIN05(), WIN06(), WIN07(), WIN08(), WIN09(), WIN10(),
    ]

    package static func check(_ id: CheckID) -> (any Check)? { all.first { $0.id == id } }
}
