#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The system's clocks, in nanoseconds since instants of their own.
enum SystemTime {
    /// The one that NIO goes by, so that an instant means the same to both.
    static var monotonic: Int64 {
        #if canImport(Darwin)
        read(CLOCK_UPTIME_RAW)
        #else
        read(CLOCK_MONOTONIC)
        #endif
    }
    /// CPU time of the calling thread.
    static var thread: Int64 { read(CLOCK_THREAD_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
