import NIOCore
import NIOWebSocket

/// The two ways in which the bytes of a SPDY connection come: as they are, after `Upgrade: SPDY/3.1`, and in the binary messages
/// of a WebSocket (KEP-4006).
extension SPDYConnection {
  static func serve(_ upgrade: SPDYUpgrade, over channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async throws {
    try await channel.executeThenClose { inbound, outbound in
      let connection = SPDYConnection(upgrade) { bytes in
        if !bytes.isEmpty { try await outbound.write(ByteBuffer(bytes: bytes)) }
      }
      await connection.serve(inbound.map { Array($0.readableBytesView) })
    }
  }

  static func serve(
    _ upgrade: SPDYUpgrade, over channel: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>
  ) async throws {
    try await channel.executeThenClose { inbound, outbound in
      let connection = SPDYConnection(upgrade) { bytes in
        if bytes.isEmpty { return }
        try await outbound.write(WebSocketFrame(fin: true, opcode: .binary, data: ByteBuffer(bytes: bytes)))
      }
      let messages = try inbound.prefix { $0.opcode != .connectionClose }
      let pieces = messages.compactMap { frame -> [UInt8]? in
        switch frame.opcode {
        case .binary: return Array(frame.unmaskedData.readableBytesView)
        case .ping:
          try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
          return nil
        default: return nil
        }
      }
      await connection.serve(pieces)
      try await outbound.write(.close)
    }
  }
}
