import HTTP
import NIOCore
import NIOHTTP1

/// Answers `Upgrade: SPDY/3.1`, with which kubectl asks for port-forward, exec and attach where it does not use WebSockets.
final class SPDYUpgrader: NIOTypedHTTPServerProtocolUpgrader {
  let supportedProtocol = SPDYUpgrader.name
  let requiredUpgradeHeaders: [String] = []

  static let name = "SPDY/3.1"
  private static let versionHeader = "X-Stream-Protocol-Version"

  private let transport: any HTTPTransport
  /// From NIO's question whether to upgrade until the connection is made.
  private let opened = OpenedSocket()

  init(_ transport: any HTTPTransport) {
    self.transport = transport
  }

  /// Whether the request is one for streams. NIO would drop any other one that asks for this upgrade.
  static func takes(_ head: HTTPRequestHead) -> Bool {
    guard head.headers[canonicalForm: "Upgrade"].contains(where: { $0.lowercased() == name.lowercased() }),
      let request = try? HTTPRequest(head, body: [])
    else { return false }
    return PodStreams(request) != nil
  }

  func buildUpgradeResponse(
    channel: any Channel, upgradeRequest head: HTTPRequestHead, initialResponseHeaders: NIOHTTP1.HTTPHeaders
  ) -> EventLoopFuture<NIOHTTP1.HTTPHeaders> {
    channel.eventLoop.makeFutureWithTask { [transport, opened] in
      let request = try HTTPRequest(head, body: [])
      guard let streams = PodStreams(request) else { throw HTTPError.cancelled }
      let asked = head.headers[canonicalForm: Self.versionHeader].map(String.init)
      guard asked.contains(streams.protocolVersion) else {
        refuse(Self.refusal(of: asked, streams), on: channel)
        throw HTTPError.cancelled
      }
      guard let socket = await open(request, offering: [streams.subprotocol], transport, channel) else {
        throw HTTPError.cancelled
      }
      opened.value = socket
      var headers = initialResponseHeaders
      headers.add(name: Self.versionHeader, value: streams.protocolVersion)
      return headers
    }
  }

  func upgrade(channel: any Channel, upgradeRequest head: HTTPRequestHead) -> EventLoopFuture<Negotiated> {
    channel.eventLoop.makeCompletedFuture {
      let request = try HTTPRequest(head, body: [])
      guard let socket = opened.value, let streams = PodStreams(request) else { throw HTTPError.cancelled }
      let upgrade = SPDYUpgrade(request: request, streams: streams, socket: socket, transport: transport)
      return .spdy(try NIOAsyncChannel(wrappingChannelSynchronously: channel), upgrade)
    }
  }

  /// As `httpstream.Handshake` of the API server words it.
  private static func refusal(of asked: [String], _ streams: PodStreams) -> Refusal {
    let accepted = streams.protocolVersion
    let text =
      "unable to upgrade: unable to negotiate protocol: client supports [\(asked.joined(separator: " "))], server accepts [\(accepted)]\n"
    return Refusal(
      status: 403,
      headers: ["Content-Type": "text/plain; charset=utf-8", "X-Accepted-Stream-Protocol-Versions": accepted],
      body: Array(text.utf8))
  }
}
