#if os(Linux)
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// System calls under names that no method of ours hides.
enum SystemCalls {
    static func close(_ descriptor: Int32) { _ = closeDescriptor(descriptor) }

    /// Without the signal that a closed peer would bring; negative on failure, with the reason in `errno`.
    static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        sendBytes(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// An error number, or zero.
    static func connect(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
        connectSocket(descriptor, address, length) == 0 ? 0 : errno
    }

    /// An error number, or zero.
    static func bind(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
        bindSocket(descriptor, address, length) == 0 ? 0 : errno
    }

    static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}

private let closeDescriptor: @Sendable (Int32) -> Int32 = close
private let sendBytes: @Sendable (Int32, UnsafeRawPointer?, Int, Int32) -> Int = send
private let bindSocket: @Sendable (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32 = bind
private let connectSocket: @Sendable (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32 = connect
#endif
