/// What carries requests over sockets.
package enum Transport: String, Sendable, CaseIterable {
    /// Plain HTTP/1.1 on an epoll loop of our own: the least work for each request. Linux only.
    case epoll
    /// SwiftNIO: TLS, HTTP/2, and every platform.
    case nio
}

package enum HTTPVersion: String, Sendable, CaseIterable {
    case http1 = "1.1"
    case http2 = "2"
}
