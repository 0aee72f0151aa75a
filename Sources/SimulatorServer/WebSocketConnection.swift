import HTTP
import NIOCore
import NIOWebSocket

/// Carries messages between a client's frames and the transport's WebSocket until either side closes.
struct WebSocketConnection: Sendable {
  let channel: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>
  let socket: any WebSocket

  /// However the connection ends, the transport's WebSocket is closed.
  func serve() async throws {
    do {
      try await carry()
      await socket.close()
    } catch {
      await socket.close()
      throw error
    }
  }

  private func carry() async throws {
    try await channel.executeThenClose { inbound, outbound in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await receive(inbound, outbound) }
        group.addTask {
          while let message = try await socket.receive() { try await outbound.write(WebSocketFrame(message)) }
          try await outbound.write(.close)
        }
        defer { group.cancelAll() }
        try await group.next()
      }
    }
  }

  private func receive(
    _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
  ) async throws {
    for try await frame in inbound {
      let payload = Array(frame.unmaskedData.readableBytesView)
      switch frame.opcode {
      case .binary: try await socket.send(.binary(payload))
      case .text: try await socket.send(.text(String(decoding: payload, as: UTF8.self)))
      case .ping: try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
      case .connectionClose:
        try await outbound.write(.close)
        return
      default: break
      }
    }
  }
}

extension WebSocketFrame {
  fileprivate init(_ message: WebSocketMessage) {
    switch message {
    case .binary(let bytes): self.init(fin: true, opcode: .binary, data: ByteBuffer(bytes: bytes))
    case .text(let text): self.init(fin: true, opcode: .text, data: ByteBuffer(string: text))
    }
  }

  /// Code 1000: both sides are done.
  static var close: WebSocketFrame {
    WebSocketFrame(fin: true, opcode: .connectionClose, data: ByteBuffer(bytes: [0x03, 0xE8]))
  }
}
