import HTTP
import Synchronization

/// `v4.channel.k8s.io` for one port: channel 0 is its data, 1 its errors, and the first message of each names the port.
struct PortForwardDecoder {
  static let data: UInt8 = 0
  static let errors: UInt8 = 1

  private let port: Int
  private var announced: Set<UInt8> = []

  init(port: Int) {
    self.port = port
  }

  /// The data in a message; nil where there is none.
  ///
  /// - Throws: what the kubelet says on the channel for errors.
  mutating func receive(_ message: WebSocketMessage) throws(KubernetesError) -> [UInt8]? {
    let bytes: [UInt8] =
      switch message {
      case .binary(let bytes): bytes
      case .text(let text): Array(text.utf8)
      }
    guard let channel = bytes.first, channel <= Self.errors else { return nil }
    let payload = Array(bytes.dropFirst())
    if announced.insert(channel).inserted {
      guard payload.count == 2, Int(payload[0]) | Int(payload[1]) << 8 == port else {
        throw .undecodable(what: "port-forward", reason: "a channel does not begin with its port")
      }
      return nil
    }
    if channel == Self.errors {
      guard !payload.isEmpty else { return nil }
      throw .server(Status(code: 502, reason: "PortForward", message: String(decoding: payload, as: UTF8.self)))
    }
    return payload.isEmpty ? nil : payload
  }

  /// Shared by the copies of a connection.
  final class Guarded: Sendable {
    private let decoder: Mutex<PortForwardDecoder>

    init(_ decoder: PortForwardDecoder) {
      self.decoder = Mutex(decoder)
    }

    func receive(_ message: WebSocketMessage) throws(KubernetesError) -> [UInt8]? {
      try decoder.withLock { decoder in
        Result { () throws(KubernetesError) in try decoder.receive(message) }
      }.get()
    }
  }
}
