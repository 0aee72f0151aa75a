private import Glibc
import HTTP
import NIOCore
import NIOHTTP1
import NIOPosix

/// One client's connection: requests are answered in order, and an answer ends when its client goes away.
struct HTTPConnection: Sendable {
  /// What the API server accepts (its `--max-request-body-bytes`).
  private static let bodyBytesMax = 3 << 20
  /// Requests sent ahead of their turn; a client that sends more is cut off.
  private static let pipelinedMax = 64

  let channel: NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>
  let transport: any HTTPTransport

  private struct Incoming: Sendable {
    let head: HTTPRequestHead
    /// Nil when it was larger than the server takes.
    let body: [UInt8]?
  }

  func serve() async throws {
    try await channel.executeThenClose { inbound, outbound in
      let (requests, queue) = AsyncStream.makeStream(
        of: Incoming.self, bufferingPolicy: .bufferingOldest(Self.pipelinedMax))
      try await withThrowingTaskGroup(of: Void.self) { group in
        // Reads on while an answer is written, because that is how a client's leaving is noticed.
        group.addTask {
          defer { queue.finish() }
          try await read(inbound, into: queue)
        }
        group.addTask { try await answer(requests, outbound) }
        defer { group.cancelAll() }
        try await group.next()
      }
    }
  }

  private func read(
    _ inbound: NIOAsyncChannelInboundStream<HTTPServerRequestPart>, into queue: AsyncStream<Incoming>.Continuation
  ) async throws {
    var head: HTTPRequestHead?
    var body: [UInt8] = []
    var isTooLarge = false
    for try await part in inbound {
      switch part {
      case .head(let received):
        (head, body, isTooLarge) = (received, [], false)
      case .body(let piece):
        isTooLarge = isTooLarge || body.count + piece.readableBytes > Self.bodyBytesMax
        if !isTooLarge { body.append(contentsOf: piece.readableBytesView) }
      case .end:
        guard let complete = head else { return }
        guard case .enqueued = queue.yield(Incoming(head: complete, body: isTooLarge ? nil : body)) else { return }
      }
    }
  }

  private func answer(
    _ requests: AsyncStream<Incoming>, _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
  ) async throws {
    for await request in requests {
      try await write(try await respond(to: request), to: request.head, outbound)
      guard request.head.isKeepAlive else { return }
    }
  }

  private func respond(to request: Incoming) async throws(HTTPError) -> HTTPResponse {
    guard let body = request.body else {
      return .status(413, reason: "RequestEntityTooLarge", "Request entity too large: limit is \(Self.bodyBytesMax)")
    }
    do {
      return try await transport.send(try HTTPRequest(request.head, body: body))
    } catch .invalidRequest(let reason) {
      return .status(405, reason: "MethodNotAllowed", reason)
    }
  }

  private func write(
    _ response: HTTPResponse, to request: HTTPRequestHead,
    _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
  ) async throws {
    var head = HTTPResponseHead(version: request.version, status: .init(statusCode: response.status))
    for field in response.headers.fields { head.headers.add(name: field.name, value: field.value) }
    if !request.isKeepAlive { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    try await outbound.write(.head(head))
    do {
      for try await piece in response.body { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: piece)))) }
    } catch let error as HTTPError where error != .cancelled {
      // The transport broke off, so the client must see a broken answer: no last chunk, and a reset.
      try? await (channel.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
      throw error
    }
    try await outbound.write(.end(nil))
  }
}

extension HTTPResponse {
  /// As the API server words what it refuses before any of its resources is asked.
  fileprivate static func status(_ code: Int, reason: String, _ message: String) -> HTTPResponse {
    let text =
      #"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"\#(message)","#
      + #""reason":"\#(reason)","code":\#(code)}"#
    return HTTPResponse(
      status: code, headers: ["Content-Type": "application/json", "Content-Length": "\(text.utf8.count)"],
      body: HTTPBody(Array(text.utf8)))
  }
}
