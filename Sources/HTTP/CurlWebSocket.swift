import Synchronization

/// A WebSocket over libcurl's connection: libcurl connects, through TLS and proxies; the frames are ours.
final class CurlWebSocket: WebSocket {
  let subprotocol: String?
  private let stream: CurlExchange
  private let random: @Sendable () -> UInt32
  private let decoder: Mutex<WebSocketDecoder>
  private let isClosing = Atomic(false)

  /// A shell can be quiet for hours; a peer that answers no ping for a minute is gone. So does kubectl.
  private static let idleTimeout = Duration.seconds(60)
  private static let pingPeriod = Duration.seconds(20)

  private init(
    _ stream: CurlExchange, subprotocol: String?, read: [UInt8], random: @escaping @Sendable () -> UInt32
  ) {
    self.stream = stream
    self.subprotocol = subprotocol
    self.random = random
    var decoder = WebSocketDecoder()
    decoder.append(read)
    self.decoder = Mutex(decoder)
  }

  deinit { stream.cancel() }

  /// Connects and shakes hands. The request's idle timeout holds until the server has answered.
  static func open(
    _ plan: CurlPlan, subprotocols: [String], on multi: CurlMulti, random: @escaping @Sendable () -> UInt32
  ) async throws(HTTPError) -> CurlWebSocket {
    let stream = CurlExchange(plan, on: multi)
    do throws(HTTPError) {
      _ = try await stream.opened()
      let nonce = (0..<4).flatMap { _ in random().bigEndianBytes }
      let handshake = WebSocketHandshake(plan, subprotocols: subprotocols, nonce: nonce)
      try await stream.write(handshake.request)
      let answer = try await stream.answer(to: handshake)
      guard answer.status == 101 else {
        throw .refused(
          status: answer.status, headers: answer.headers, body: try await stream.body(of: answer))
      }
      let subprotocol = try handshake.accepted(answer.headers)
      stream.keepAlive(
        by: .init(period: pingPeriod) { WebSocketFrame(.ping).encoded(mask: random()) }, idleTimeout: idleTimeout)
      return CurlWebSocket(stream, subprotocol: subprotocol, read: answer.rest, random: random)
    } catch {
      stream.cancel()
      throw error
    }
  }

  func send(_ message: WebSocketMessage) async throws(HTTPError) {
    try await send(WebSocketFrame(message))
  }

  private func send(_ frame: WebSocketFrame) async throws(HTTPError) {
    try await stream.write(frame.encoded(mask: random()))
  }

  func receive() async throws(HTTPError) -> WebSocketMessage? {
    do throws(HTTPError) {
      while true {
        switch try await nextEvent() {
        case .message(let message): return message
        case .ping(let payload): try await send(WebSocketFrame(.pong, payload))
        case .pong: continue
        case .close(let code, let reason): return try await closed(code, reason)
        case nil:
          guard let bytes = try await stream.next() else {
            throw .closedEarly(reason: "the connection ended without a WebSocket close")
          }
          decoder.withLock { $0.append(bytes) }
        }
      }
    } catch .cancelled where isClosing.load(ordering: .relaxed) && !Task.isCancelled {
      return nil
    } catch {
      stream.cancel()
      throw error
    }
  }

  private func nextEvent() async throws(HTTPError) -> WebSocketDecoder.Event? {
    let next = decoder.withLock { decoder in
      Result { () throws(WebSocketDecoder.Failure) in try decoder.next() }
    }
    switch next {
    case .success(let event): return event
    case .failure(let failure):
      try? await send(WebSocketFrame(closing: failure.closeCode))
      throw .invalidAnswer(reason: failure.words)
    }
  }

  /// 1000 (done) and no code at all are a good end; anything else is the peer's complaint.
  private func closed(_ code: UInt16, _ reason: String) async throws(HTTPError) -> WebSocketMessage? {
    if !isClosing.exchange(true, ordering: .relaxed) {
      try? await send(WebSocketFrame(closing: code == 1005 ? 1000 : code))
    }
    stream.cancel()
    guard [1000, 1001, 1005].contains(code) else {
      throw .closedEarly(reason: "the WebSocket was closed with code \(code)\(reason.isEmpty ? "" : ": \(reason)")")
    }
    return nil
  }

  func close() async {
    guard !isClosing.exchange(true, ordering: .relaxed) else { return }
    try? await send(WebSocketFrame(closing: 1000))
    stream.cancel()
  }
}

extension CurlExchange {
  fileprivate func answer(to handshake: WebSocketHandshake) async throws(HTTPError) -> WebSocketHandshake.Answer {
    var bytes: [UInt8] = []
    while let piece = try await next() {
      bytes += piece
      if let answer = try handshake.answer(in: bytes) { return answer }
    }
    throw .closedEarly(reason: "the connection ended before the WebSocket handshake")
  }

  /// The body of a refusal, at most 64 KiB of it.
  fileprivate func body(of answer: WebSocketHandshake.Answer) async throws(HTTPError) -> [UInt8] {
    let bytesMax = 64 << 10
    var decoder = RefusalBody(answer.headers)
    decoder.append(answer.rest)
    while !decoder.isComplete, decoder.body.count < bytesMax {
      guard let piece = try await next() else { break }
      decoder.append(piece)
    }
    return Array(decoder.body.prefix(bytesMax))
  }
}
