import HTTP
import NIOCore
import NIOHTTP1
import NIOWebSocket
import Synchronization

/// What a connection turned out to be, by its first request.
enum Negotiated: Sendable {
  case http(NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>)
  case webSocket(NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, any WebSocket)
  case spdy(NIOAsyncChannel<ByteBuffer, ByteBuffer>, SPDYUpgrade)
  case spdyInWebSocket(NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, SPDYUpgrade)
}

/// The transport's WebSocket, kept from NIO's question whether to upgrade until the connection is made.
final class OpenedSocket: Sendable {
  private let socket = Mutex<(any WebSocket)?>(nil)

  var value: (any WebSocket)? {
    get { socket.withLock { $0 } }
    set { socket.withLock { $0 = newValue } }
  }
}

/// Sets a connection's pipeline up and tells later what it became.
func negotiation(on channel: any Channel, _ transport: some HTTPTransport) throws -> EventLoopFuture<Negotiated> {
  let opened = OpenedSocket()
  let upgrader = NIOTypedWebSocketServerUpgrader<Negotiated>(
    maxFrameSize: 4 << 20,
    shouldUpgrade: { channel, head in
      channel.eventLoop.makeFutureWithTask {
        guard let request = try? HTTPRequest(head, body: []) else { return nil }
        let offered = head.headers[canonicalForm: "Sec-WebSocket-Protocol"].map(String.init)
        opened.value = await open(request, offering: offered, transport, channel)
        return opened.value.map { $0.subprotocol.map { ["Sec-WebSocket-Protocol": $0] } ?? [:] }
      }
    },
    upgradePipelineHandler: { channel, head in
      channel.eventLoop.makeCompletedFuture {
        guard let socket = opened.value else { throw HTTPError.cancelled }
        let aggregator = NIOWebSocketFrameAggregator(
          minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1 << 16, maxAccumulatedFrameSize: 4 << 20)
        try channel.pipeline.syncOperations.addHandler(aggregator)
        let frames = try NIOAsyncChannel<WebSocketFrame, WebSocketFrame>(wrappingChannelSynchronously: channel)
        let request = try HTTPRequest(head, body: [])
        guard socket.subprotocol?.hasPrefix(PodStreams.tunnelPrefix) == true, let streams = PodStreams(request) else {
          return .webSocket(frames, socket)
        }
        let upgrade = SPDYUpgrade(request: request, streams: streams, socket: socket, transport: transport)
        return .spdyInWebSocket(frames, upgrade)
      }
    })
  let upgrade = NIOTypedHTTPServerUpgradeConfiguration(
    upgraders: [upgrader, SPDYUpgrader(transport)],
    notUpgradingCompletionHandler: { channel in
      channel.eventLoop.makeCompletedFuture { .http(try NIOAsyncChannel(wrappingChannelSynchronously: channel)) }
    })
  var configuration = NIOUpgradableHTTPServerPipelineConfiguration(upgradeConfiguration: upgrade)
  // Its handler stops reading while an answer is written, so it would not notice that the client has gone.
  configuration.enablePipelining = false
  let pipeline = channel.pipeline.syncOperations
  let negotiated = try pipeline.configureUpgradableHTTPServerPipeline(configuration: configuration)
  let upgradeHandler = try pipeline.handler(type: NIOTypedHTTPServerUpgradeHandler<Negotiated>.self)
  try pipeline.addHandler(OtherUpgrades(), position: .before(upgradeHandler))
  return negotiated
}

/// What is answered instead of switching protocols.
struct Refusal: Sendable {
  let status: Int
  let headers: HTTP.HTTPHeaders
  let body: [UInt8]
}

/// Opens the transport's WebSocket. A refusal is answered here, and the connection closed: NIO has no other place for it.
func open(
  _ request: HTTPRequest, offering subprotocols: [String], _ transport: some HTTPTransport, _ channel: any Channel
) async -> (any WebSocket)? {
  do throws(HTTPError) {
    return try await transport.openWebSocket(request, subprotocols: subprotocols)
  } catch {
    if case .refused(let status, let headers, let body) = error {
      refuse(Refusal(status: status, headers: headers, body: body), on: channel)
    } else {
      channel.close(promise: nil)
    }
    return nil
  }
}

func refuse(_ refusal: Refusal, on channel: any Channel) {
  var answer = HTTPResponseHead(version: .http1_1, status: .init(statusCode: refusal.status))
  for field in refusal.headers.fields { answer.headers.add(name: field.name, value: field.value) }
  answer.headers.replaceOrAdd(name: "Content-Length", value: "\(refusal.body.count)")
  answer.headers.replaceOrAdd(name: "Connection", value: "close")
  channel.write(HTTPServerResponsePart.head(answer), promise: nil)
  channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: refusal.body))), promise: nil)
  channel.write(HTTPServerResponsePart.end(nil), promise: nil)
  channel.flush()
  channel.close(promise: nil)
}

/// Takes the `Upgrade` header from all requests but those for a WebSocket or a pod's streams, as a server may
/// (RFC 9110 §7.8): with h2c in it NIO's upgrade handler would drop the request.
private final class OtherUpgrades: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  /// After that head come frames, which are of another type.
  private var hasSeenUpgrade = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !hasSeenUpgrade, case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
    let wanted = head.headers[canonicalForm: "Upgrade"].map { $0.lowercased() }
    hasSeenUpgrade = head.method == .GET && wanted.contains("websocket") || SPDYUpgrader.takes(head)
    if !hasSeenUpgrade { head.headers.remove(name: "Upgrade") }
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }
}

extension HTTPRequest {
  /// - Throws: `.invalidRequest` for a method that no transport knows.
  init(_ head: HTTPRequestHead, body: [UInt8]) throws(HTTPError) {
    guard let method = Method(rawValue: head.method.rawValue) else {
      throw .invalidRequest(reason: "no such method: \(head.method.rawValue)")
    }
    let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var headers: HTTP.HTTPHeaders = [:]
    for (name, value) in head.headers { headers.add(name, value) }
    // How long silence is tolerated is the client's affair; it hangs up.
    self.init(
      method, String(parts[0]), query: parts.count > 1 ? Self.query(parts[1]) : [], headers: headers, body: body,
      idleTimeout: .seconds(365 * 86_400))
  }

  private static func query(_ text: Substring) -> [QueryItem] {
    text.split(separator: "&").map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(\.queryDecoded)
      return QueryItem(sides[0], sides.count > 1 ? sides[1] : "")
    }
  }
}

extension Substring {
  /// As HTML forms and Go's `url.ParseQuery` have it: a plus is a space. A lone percent sign stays.
  fileprivate var queryDecoded: String {
    var bytes: [UInt8] = []
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let decoded = UInt8(String(rest.prefix(2)) ?? "", radix: 16), rest.count >= 2 {
        bytes.append(decoded)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
