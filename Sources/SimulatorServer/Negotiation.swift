import HTTP
import NIOCore
import NIOHTTP1
import NIOWebSocket
import Synchronization

/// What a connection turned out to be, by its first request.
enum Negotiated: Sendable {
  case http(NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>, refusal: HTTPResponse?)
  case webSocket(NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, any WebSocket)
}

/// The transport's answer to an upgrade, kept from NIO's question until the connection is made.
private final class UpgradeAnswer: Sendable {
  private let answer = Mutex<Result<any WebSocket, HTTPError>?>(nil)

  var value: Result<any WebSocket, HTTPError>? {
    get { answer.withLock { $0 } }
    set { answer.withLock { $0 = newValue } }
  }
}

/// Sets a connection's pipeline up and tells later what it became.
func negotiation(on channel: any Channel, _ transport: some HTTPTransport) throws -> EventLoopFuture<Negotiated> {
  let answer = UpgradeAnswer()
  let upgrader = NIOTypedWebSocketServerUpgrader<Negotiated>(
    maxFrameSize: 4 << 20,
    shouldUpgrade: { channel, head in
      channel.eventLoop.makeFutureWithTask { await open(head, transport, answer) }
    },
    upgradePipelineHandler: { channel, _ in
      channel.eventLoop.makeCompletedFuture {
        guard case .success(let socket) = answer.value else { throw HTTPError.cancelled }
        let aggregator = NIOWebSocketFrameAggregator(
          minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1 << 16, maxAccumulatedFrameSize: 4 << 20)
        try channel.pipeline.syncOperations.addHandler(aggregator)
        return .webSocket(try NIOAsyncChannel(wrappingChannelSynchronously: channel), socket)
      }
    })
  let upgrade = NIOTypedHTTPServerUpgradeConfiguration(
    upgraders: [upgrader],
    notUpgradingCompletionHandler: { channel in
      channel.eventLoop.makeCompletedFuture {
        .http(try NIOAsyncChannel(wrappingChannelSynchronously: channel), refusal: answer.value?.refusal)
      }
    })
  var configuration = NIOUpgradableHTTPServerPipelineConfiguration(upgradeConfiguration: upgrade)
  // Its handler stops reading while an answer is written, so it would not notice that the client has gone.
  configuration.enablePipelining = false
  return try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(configuration: configuration)
}

/// The headers to switch protocols with, or nil to answer with HTTP.
private func open(
  _ head: HTTPRequestHead, _ transport: some HTTPTransport, _ answer: UpgradeAnswer
) async -> NIOHTTP1.HTTPHeaders? {
  let offered = head.headers[canonicalForm: "Sec-WebSocket-Protocol"].map(String.init)
  do throws(HTTPError) {
    let socket = try await transport.openWebSocket(HTTPRequest(head, body: []), subprotocols: offered)
    answer.value = .success(socket)
    return socket.subprotocol.map { ["Sec-WebSocket-Protocol": $0] } ?? [:]
  } catch {
    answer.value = .failure(error)
    return nil
  }
}

extension Result<any WebSocket, HTTPError> {
  fileprivate var refusal: HTTPResponse? {
    guard case .failure(let error) = self else { return nil }
    guard case .refused(let status, let headers, let body) = error else {
      return HTTPResponse(status: 502, headers: [:], body: HTTPBody([]))
    }
    return HTTPResponse(status: status, headers: headers, body: HTTPBody(body))
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
    self.init(
      method, String(parts[0]), query: parts.count > 1 ? Self.query(parts[1]) : [], headers: headers, body: body)
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
