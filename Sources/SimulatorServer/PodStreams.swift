import HTTP
import SPDY

/// How the streams of one SPDY connection belong together, and which channel of `channel.k8s.io` each of them is: as the kubelet's
/// `portforward` and `remotecommand` servers take them.
enum PodStreams: Hashable, Sendable {
  /// Each connection to a port is an exchange of its own: a stream for its data, and one for what went wrong.
  case portForward
  /// All streams are one command's. Which there have to be is said by the request.
  case remoteCommand(channels: [String: UInt8])

  /// What kubectl calls port-forward's protocol; below WebSocket it is `SPDY/3.1+` that.
  private static let portForwardProtocol = "portforward.k8s.io"
  static let tunnelPrefix = "SPDY/3.1+"

  /// Nil for a request that opens no streams.
  init?(_ request: HTTPRequest) {
    switch request.path.split(separator: "/").last {
    case "portforward": self = .portForward
    case "exec", "attach":
      func asks(for name: String) -> Bool {
        request.query.contains { $0.name == name && ["1", "true"].contains($0.value) }
      }
      var channels: [String: UInt8] = ["error": 3]
      if asks(for: "stdin") { channels["stdin"] = 0 }
      if asks(for: "stdout") { channels["stdout"] = 1 }
      // A terminal has one output, and a size.
      if asks(for: "tty") { channels["resize"] = 4 } else if asks(for: "stderr") { channels["stderr"] = 2 }
      self = .remoteCommand(channels: channels)
    default: return nil
    }
  }

  /// What is spoken on top of SPDY (`X-Stream-Protocol-Version`).
  var protocolVersion: String {
    switch self {
    case .portForward: Self.portForwardProtocol
    case .remoteCommand: "v4.channel.k8s.io"
    }
  }

  /// What the transport is asked for when the connection is made. Only with it can port-forward be asked for without a port.
  var subprotocol: String {
    switch self {
    case .portForward: Self.tunnelPrefix + Self.portForwardProtocol
    case .remoteCommand: "v5.channel.k8s.io"
    }
  }

  /// The channels of a whole exchange.
  var channels: Set<UInt8> {
    switch self {
    case .portForward: [Channel.data, Channel.errors]
    case .remoteCommand(let channels): Set(channels.values)
    }
  }

  enum Channel {
    static let data: UInt8 = 0
    static let errors: UInt8 = 1
    /// Says which channel the client has closed (v5).
    static let close: UInt8 = 255
  }

  struct Place: Hashable {
    /// Which exchange of the connection.
    let exchange: String
    let channel: UInt8
    /// 0 for a command.
    let port: Int
  }

  /// Where a stream belongs; nil when it must be refused.
  func place(of stream: SPDYFrame.StreamID, _ headers: SPDYFrame.Headers) -> Place? {
    let type = headers["streamtype"] ?? ""
    switch self {
    case .portForward:
      guard let channel = ["data": Channel.data, "error": Channel.errors][type],
        let port = headers["port"].flatMap({ UInt16($0) }), port > 0
      else { return nil }
      // Clients from before request ids open an error stream and then its data stream.
      let pair = Int(stream) - (channel == Channel.data ? 2 : 0)
      return Place(exchange: headers["requestid"] ?? "stream \(pair)", channel: channel, port: Int(port))
    case .remoteCommand(let channels):
      return channels[type].map { Place(exchange: "", channel: $0, port: 0) }
    }
  }
}
