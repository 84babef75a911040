import WireFormat

extension Sample {
    private static func failed(_ name: String, _ text: String, _ failure: ResponseParser.Failure, body: String = "", closing: Bool = false) -> Sample {
        Sample(name: name, text: text, stage: .failed(failure), body: body, closing: closing)
    }

    /// Responses that are whole.
    static let whole: [Sample] = [
        Sample(name: "content-length", text: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", stage: .complete, body: "hello", reuse: true),
        Sample(name: "empty body", text: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", stage: .complete, reuse: true),
        Sample(name: "no reason phrase", text: "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", stage: .complete, body: "x", reuse: true),
        Sample(name: "empty reason phrase", text: "HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nx", stage: .complete, body: "x", reuse: true),
        Sample(name: "bare line feeds", text: "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", stage: .complete, body: "hi", reuse: true),
        Sample(name: "empty lines first", text: "\r\n\r\n\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", stage: .complete, body: "hi", reuse: true),
        Sample(name: "no content", text: "HTTP/1.1 204 No Content\r\n\r\n", stage: .complete, reuse: true),
        Sample(name: "no content, with a length", text: "HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n", stage: .complete, reuse: true),
        Sample(name: "not modified", text: "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", stage: .complete, reuse: true),
        Sample(name: "equal lengths twice", text: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi", stage: .complete, body: "hi", reuse: true),
        Sample(name: "equal lengths in a list", text: "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nhi", stage: .complete, body: "hi", reuse: true),
        Sample(name: "chunked", text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n6\r\npedia \r\nA\r\nin chunks.\r\n0\r\n\r\n",
               stage: .complete, body: "Wikipedia in chunks.", reuse: true),
        Sample(name: "chunked, extensions and trailers",
               text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;a=\"b;c\"\r\nabc\r\n1 ; x\r\nd\r\n0;last\r\nX-Sum: 1\r\nY: 2\r\n\r\n",
               stage: .complete, body: "abcd", reuse: true),
        Sample(name: "chunked, bare line feeds", text: "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n", stage: .complete, body: "abc", reuse: true),
        Sample(name: "chunked, leading zeros and no data", text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n000\r\n\r\n", stage: .complete, reuse: true),
        Sample(name: "chunked wins over a length", text: "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
               stage: .complete, body: "x", reuse: true),
        Sample(name: "chunked after another coding", text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
               stage: .complete, body: "x", reuse: true),
        Sample(name: "interim responses first",
               text: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok",
               stage: .complete, body: "ok", reuse: true),
        Sample(name: "until close", text: "HTTP/1.1 200 OK\r\n\r\nall of it", stage: .complete, body: "all of it", closing: true),
        Sample(name: "until close, empty", text: "HTTP/1.0 200 OK\r\n\r\n", stage: .complete, closing: true),
        Sample(name: "a coding that ends with the connection", text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nzzz", stage: .complete, body: "zzz", closing: true),
        Sample(name: "closed after a whole response", text: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", stage: .complete, body: "hi", closing: true),
    ]

    /// Responses that cannot become whole.
    static let broken: [Sample] = brokenLater + notHTTP

    private static let brokenLater: [Sample] = [
        failed("different lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi!", .malformed),
        failed("different lengths in a list", "HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nhi!", .malformed),
        failed("negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", .malformed),
        failed("length with a plus", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx", .malformed),
        failed("length of no number", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", .malformed),
        failed("length beyond every integer", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", .malformed),
        failed("header without a colon", "HTTP/1.1 200 OK\r\nContent-Length 5\r\n\r\nhello", .malformed),
        failed("header without a name", "HTTP/1.1 200 OK\r\n: 5\r\n\r\n", .malformed),
        failed("blank before the colon", "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello", .malformed),
        failed("folded line", "HTTP/1.1 200 OK\r\nX-Long: a\r\n b\r\n\r\n", .malformed),
        failed("chunk size of no number", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", .malformed),
        failed("chunk without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", .malformed),
        failed("chunk size beyond every integer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", .malformed),
        failed("chunk longer than its size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n", .malformed, body: "ab"),
        failed("bytes after a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi!", .bytesAfterEnd, body: "hi"),
        failed("bytes after the chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP", .bytesAfterEnd),
        failed("a body where none may be", "HTTP/1.1 204 No Content\r\n\r\nx", .bytesAfterEnd),
        failed("closed before anything", "", .closedEarly, closing: true),
        failed("closed in the status line", "HTTP/1.1 20", .closedEarly, closing: true),
        failed("closed in the fields", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", .closedEarly, closing: true),
        failed("closed after an interim response", "HTTP/1.1 100 Continue\r\n\r\n", .closedEarly, closing: true),
        failed("closed in a body of known length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", .closedEarly, body: "hel", closing: true),
        failed("closed in a chunk size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5", .closedEarly, closing: true),
        failed("closed in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", .closedEarly, body: "hel", closing: true),
        failed("closed before the last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", .closedEarly, body: "x", closing: true),
        failed("closed in the trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: 1\r\n", .closedEarly, closing: true),
    ]

    private static let notHTTP: [Sample] = [
        "HTTP/1.1 abc OK", "HTTP/1.1 20 OK", "HTTP/1.1 099 Low", "HTTP/1.1 2000 OK", "HTTP/1.1 200OK", "HTTP/1.1  200 OK", "HTTP/1.1 +20 OK",
        "HTTP/1.2 200 OK", "HTTP/1. 200 OK!", "HTTP/2 200 OK", "HTTP/0.9 200 OK", "http/1.1 200 OK", "HTTPS/1.1 200 OK", "SSH-2.0-OpenSSH_9.6",
        "GET / HTTP/1.1", "<!doctype html>", " HTTP/1.1 200 OK", "HTTP/1.1", "{}",
    ].map { (line: String) in failed("status line \"\(line)\"", line + "\r\nContent-Length: 0\r\n\r\n", .malformed) }
}
