/// What carries requests over sockets.
package enum Transport: String, Sendable, CaseIterable {
    /// Plain HTTP/1.1 on an epoll loop of our own: the least work for each request. Linux only.
    case epoll
    /// SwiftNIO: TLS, and every platform.
    case nio
}
