/// One HTTP/1.1 request, ready to be written.
package enum RequestMessage {
    /// The bytes of a request; `host` as it belongs into the Host field.
    package static func bytes(
        method: String, path: String, host: String, fields: [(name: String, value: String)], body: [UInt8]
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256 + body.count)
        func line(_ parts: String...) {
            for part in parts { bytes.append(contentsOf: part.utf8) }
            bytes.append(contentsOf: "\r\n".utf8)
        }
        line(method, " ", path, " HTTP/1.1")
        line("Host: ", host)
        for field in fields { line(field.name, ": ", field.value) }
        if !body.isEmpty || method == "POST" { line("Content-Length: ", String(body.count)) }
        line()
        bytes.append(contentsOf: body)
        return bytes
    }
}
