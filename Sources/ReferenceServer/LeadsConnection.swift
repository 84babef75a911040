import LeadsAPI
import NIOCore
import NIOHTTP1
import Timeline

/// One connection of a client: hands every request to the service, whatever its path.
///
/// On the loop itself: a request that changed threads on its way in and out would cost several times as much.
final class LeadsConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The largest import: a thousand leads of some kilobytes.
    private static let largestBody = 8_388_608

    private let host: LeadsHost
    /// The same for all requests of this connection, and another one for every other that is open.
    private let number: Int
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    /// The Date field of the last response, by its second.
    private var date = (second: 0, text: "")

    init(_ host: LeadsHost, number: Int) {
        self.host = host
        self.number = number
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body.removeAll(keepingCapacity: true)
            if head.headers[canonicalForm: "expect"].contains("100-continue") {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .continue))), promise: nil)
            }
        case .body(let part):
            guard head != nil else { return }
            guard body.count + part.readableBytes <= Self.largestBody else { refuseBody(context); return }
            body.append(contentsOf: part.readableBytesView)
        case .end:
            guard let head else { return }
            self.head = nil
            serve(head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func serve(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let fields = head.headers.map { FieldLine($0.name.lowercased(), $0.value) }
        let (ticket, work) = host.arrive(APIRequest(method: head.method.rawValue, path: head.uri, fields: fields, body: body, connection: number, credential: host.credential))
        guard work > .zero else { return answer(host.finish(ticket), to: head, context) }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .nanoseconds(work.nanoseconds)) {
            let (connection, context) = bound.value
            connection.answer(connection.host.finish(ticket), to: head, context)
        }
    }

    private func answer(_ response: APIResponse, to request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var headers = HTTPHeaders()
        headers.reserveCapacity(response.fields.count + 5)
        headers.add(name: "Content-Type", value: "application/json")
        for field in response.fields { headers.add(name: field.name, value: field.value) }
        headers.add(name: "Content-Length", value: "\(response.body.count)")
        switch response.date {
        case .asUsual: headers.add(name: "Date", value: today)
        case .absent: break
        case .text(let text): headers.add(name: "Date", value: text)
        }
        headers.add(name: "Server", value: "rateproof")
        if !request.isKeepAlive { headers.add(name: "Connection", value: "close") }
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: response.status), headers: headers))), promise: nil)
        if request.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil) }
        if request.isKeepAlive { context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil) } else { endAndClose(context) }
    }

    private func endAndClose(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in bound.value.close(promise: nil) }
    }

    private var today: String {
        let now = WallClock.now
        let second = now.sinceEpoch.secondsRoundedDown
        if date.second != second { date = (second, HTTPDate.format(now)) }
        return date.text
    }

    /// Nothing more is read: the rest of the body would be taken for a request.
    private func refuseBody(_ context: ChannelHandlerContext) {
        head = nil
        let headers: HTTPHeaders = ["Content-Length": "0", "Connection": "close"]
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .payloadTooLarge, headers: headers))), promise: nil)
        endAndClose(context)
    }
}
