import FoundationEssentials
import Limiters
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The machine that a run was made on.
enum HostEnvironment {
    static var current: Environment {
        let system = system
        let cores = ProcessInfo.processInfo.activeProcessorCount
        // Only a hash leaves the machine: enough to tell whether two reports come from one kind of host. Not its name:
        // containers and machines of CI have another one each time.
        let fingerprint = String(stableHash("\(system) \(cores) \(processor)"), radix: 16)
        return Environment(os: system, cores: cores, fingerprint: fingerprint)
    }

    private static var system: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "unknown" }
        func text<Tuple>(_ tuple: Tuple) -> String {
            withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        return "\(text(names.sysname)) \(text(names.release)) \(text(names.machine))"
    }

    private static var processor: String {
        guard let data = FileManager.default.contents(atPath: "/proc/cpuinfo") else { return "" }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("model name") }.map(String.init) ?? ""
    }
}

/// Time that this process used.
enum ProcessTime {
    static var cpuSeconds: Double {
        var usage = rusage()
        #if canImport(Darwin)
        getrusage(RUSAGE_SELF, &usage)
        #else
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #endif
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}

/// Names runs so that they sort by time.
enum RunID {
    /// `20260101-120000-4f2a`
    static func make(_ now: WallInstant) -> String {
        let stamp = CivilTime(now).iso8601.filter { $0 != "-" && $0 != ":" }.split(separator: "T").joined(separator: "-")
        let suffix = String(UInt16.random(in: 0...UInt16.max), radix: 16)
        return "\(stamp)-\(String(repeating: "0", count: 4 - suffix.count))\(suffix)"
    }
}
