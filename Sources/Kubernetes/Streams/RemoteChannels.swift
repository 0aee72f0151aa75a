import HTTP
import JSON

/// The subprotocols of exec and attach: each message begins with the number of a channel.
enum RemoteChannels: String, CaseIterable {
  case v5 = "v5.channel.k8s.io"
  /// Has no way to end the input.
  case v4 = "v4.channel.k8s.io"

  private static let input: UInt8 = 0
  private static let output: UInt8 = 1
  private static let errorOutput: UInt8 = 2
  private static let result: UInt8 = 3
  private static let resize: UInt8 = 4
  private static let close: UInt8 = 255

  static func input(_ bytes: [UInt8]) -> [UInt8] { [input] + bytes }

  static func resize(columns: Int, rows: Int) -> [UInt8] {
    let size: JSON = ["Width": .int(columns), "Height": .int(rows)]
    return [resize] + size.encoded()
  }

  var endOfInput: [UInt8]? {
    self == .v5 ? [Self.close, Self.input] : nil
  }

  /// What a message says; nil for nothing.
  static func event(_ message: WebSocketMessage) throws(KubernetesError) -> RemoteEvent? {
    let bytes: [UInt8] =
      switch message {
      case .binary(let bytes): bytes
      case .text(let text): Array(text.utf8)
      }
    guard let channel = bytes.first else { return nil }
    let payload = Array(bytes.dropFirst())
    switch channel {
    case output: return payload.isEmpty ? nil : .output(payload)
    case errorOutput: return payload.isEmpty ? nil : .errorOutput(payload)
    case result: return payload.isEmpty ? nil : .ended(try ending(payload))
    default: return nil
    }
  }

  private static func ending(_ payload: [UInt8]) throws(KubernetesError) -> RemoteEvent.Ending {
    guard let json = try? JSON(parsing: payload), let status = Status(json: json, code: 500) else {
      throw .undecodable(what: "Status", reason: "the stream's result is none")
    }
    if json["status"] == "Success" { return .exited(code: 0) }
    if status.reason == "NonZeroExitCode", let cause = status.causes.first(where: { $0.reason == "ExitCode" }),
      let code = Int(cause.message)
    {
      return .exited(code: code)
    }
    return .failed(KubernetesError(status))
  }
}

package enum RemoteEvent: Hashable, Sendable {
  /// Bytes for a terminal: not to be shown without one that is contained.
  case output([UInt8])
  case errorOutput([UInt8])
  case ended(Ending)

  package enum Ending: Hashable, Sendable {
    case exited(code: Int)
    /// It could not be run, or the connection to the container broke.
    case failed(KubernetesError)
  }
}
