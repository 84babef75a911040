import FoundationEssentials
import ReferenceServer
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What this machine allows the process.
enum HostLimits {
    /// Files that are open besides connections.
    static let otherFiles = 64

    /// The most connections at once.
    static var connections: Int {
        var limit = rlimit()
        #if os(Linux)
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #else
        getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        return max(1, Int(min(limit.rlim_cur, 1_000_000)) - otherFiles)
    }
}

extension Doctor {
    /// How exactly a sleeper wakes: the shortest that everything else can be.
    func timers() -> Finding {
        var late: [Int64] = []
        var due = Self.monotonic()
        for _ in 0..<1_000 {
            due += 1_000_000
            var time = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
            #if os(Linux)
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil)
            #else
            time = timespec(tv_sec: 0, tv_nsec: max(0, Int(due - Self.monotonic())))
            nanosleep(&time, nil)
            #endif
            late.append(Self.monotonic() - due)
        }
        late.sort()
        let (median, high) = (late[500] / 1_000, late[990] / 1_000)
        return Finding(what: "timers", measured: "late by \(median) µs at p50, \(high) µs at p99, never early (\(late[0] >= 0 ? "seen" : "broken"))",
                       meaning: high < 1_000 ? "Sleeping is exact enough for every run." : "Other work delays this machine by a millisecond and more now and then.",
                       isFine: high < 1_000 && late[0] >= 0)
    }

    private static func monotonic() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    func descriptors() -> Finding {
        let usable = HostLimits.connections
        return Finding(what: "descriptors", measured: "\(usable + HostLimits.otherFiles) open files allowed",
                       meaning: "Up to \(usable) connections at once\(usable < 1_000 ? "; raise it with ulimit -n" : "").", isFine: usable >= 500)
    }

    /// Linux only; nothing elsewhere.
    func ports() -> Finding? {
        guard let data = FileManager.default.contents(atPath: "/proc/sys/net/ipv4/ip_local_port_range") else { return nil }
        let bounds = String(decoding: data, as: UTF8.self).split { $0.isWhitespace }.compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] < bounds[1] else { return nil }
        let count = bounds[1] - bounds[0] + 1
        // A port that was closed rests for a minute (TIME-WAIT of RFC 9293, 3.3.2, as Linux has it).
        return Finding(what: "local ports", measured: "\(count) for connections to one address and port",
                       meaning: "New connections: about \(count / 60)/s for long runs. Kept-alive ones need one port each.", isFine: count >= 10_000)
    }

    /// How far the wall clock moved against the monotonic one during the examination.
    func clock(since start: (wall: WallInstant, elapsed: Int64)) -> Finding {
        let wall = (WallClock.now - start.wall).nanoseconds
        let elapsed = Self.monotonic() - start.elapsed
        let drift = TimeSpan(nanoseconds: abs(wall - elapsed))
        return Finding(what: "clocks", measured: "the wall clock moved by \(drift) against the monotonic one in \(elapsed / 1_000_000_000) s",
                       meaning: drift < .milliseconds(100) ? "Windows can be placed on the server's clock." : "Something sets the clock of this machine; runs may be invalid.",
                       isFine: drift < .milliseconds(100))
    }

    static func clocks() -> (wall: WallInstant, elapsed: Int64) { (WallClock.now, monotonic()) }
}
