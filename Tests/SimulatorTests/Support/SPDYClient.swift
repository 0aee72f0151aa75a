import Foundation
import HTTP
import NIOCore
import NIOPosix
import SPDY
import SimulatorServer
import TestSupport

/// Speaks SPDY to a pod as kubectl does, in both of its ways. One task's.
final class SPDYClient {
  enum Carrier: CaseIterable {
    /// `POST` with `Upgrade: SPDY/3.1`.
    case upgrade
    /// The binary messages of a WebSocket, since kubectl 1.31.
    case webSocket
  }

  /// The server did not switch protocols.
  struct Refused: Error {
    let answer: String
  }

  private var encoder = SPDYEncoder()
  private var decoder = SPDYDecoder()
  private let write: ([UInt8]) async throws -> Void
  private let read: () async throws -> [UInt8]?

  private init(write: @escaping ([UInt8]) async throws -> Void, read: @escaping () async throws -> [UInt8]?) {
    self.write = write
    self.read = read
  }

  func send(_ frame: SPDYFrame) async throws { try await write(encoder.bytes(of: frame)) }

  func next() async throws -> SPDYFrame? {
    while true {
      if let frame = try decoder.next() { return frame }
      guard let bytes = try await read() else { return nil }
      decoder.append(bytes)
    }
  }

  /// What comes until each of these streams has ended, in order; what a stream carries is joined.
  func read(until streams: Set<UInt32>) async throws -> (texts: [UInt32: String], others: [SPDYFrame]) {
    var (open, bytes, others): (Set<UInt32>, [UInt32: [UInt8]], [SPDYFrame]) = (streams, [:], [])
    while !open.isEmpty, let frame = try await next() {
      guard case .data(let stream, let piece, let isLast) = frame else {
        others.append(frame)
        continue
      }
      bytes[stream, default: []] += piece
      if isLast { open.remove(stream) }
    }
    return (bytes.mapValues { String(decoding: $0, as: UTF8.self) }, others)
  }

  /// The streams with which kubectl asks for a connection to a port.
  func connect(_ request: Int, port: Int, errors: UInt32, data: UInt32) async throws {
    for (stream, type) in [(errors, "error"), (data, "data")] {
      let headers = ["streamtype": type, "port": "\(port)", "requestid": "\(request)"]
      try await send(.synStream(.init(stream: stream, headers: headers)))
      // kubectl writes nothing to that one.
      if stream == errors { try await send(.data(errors, [], isLast: true)) }
    }
  }

  /// - Parameter path: with its query.
  static func run(
    _ carrier: Carrier, to server: SocketServer, _ path: String, version: String = "portforward.k8s.io",
    _ body: (SPDYClient) async throws -> Void
  ) async throws {
    switch carrier {
    case .upgrade: try await upgrade(server, path, version, body)
    case .webSocket: try await webSocket(server, path, version, body)
    }
  }

  private static func webSocket(
    _ server: SocketServer, _ path: String, _ version: String, _ body: (SPDYClient) async throws -> Void
  ) async throws {
    guard let url = URL(string: server.url) else { throw Refused(answer: server.url) }
    let transport = CurlTransport(endpoint: HTTPEndpoint(server: url), multi: .patient(), userAgent: "tests")
    // However busy the computer is.
    let request = HTTPRequest(.get, path, idleTimeout: .seconds(3600))
    let socket = try await transport.openWebSocket(request, subprotocols: ["SPDY/3.1+\(version)"])
    let client = SPDYClient {
      try await socket.send(.binary($0))
    } read: {
      guard case .binary(let bytes)? = try await socket.receive() else { return nil }
      return bytes
    }
    try await body(client)
    await socket.close()
  }

  private static func upgrade(
    _ server: SocketServer, _ path: String, _ version: String, _ body: (SPDYClient) async throws -> Void
  ) async throws {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: server.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    try await channel.executeThenClose { inbound, outbound in
      let head =
        "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
        + "X-Stream-Protocol-Version: \(version)\r\n\r\n"
      try await outbound.write(ByteBuffer(string: head))
      var iterator = inbound.makeAsyncIterator()
      var answer: [UInt8] = []
      while answer.firstRange(of: Array("\r\n\r\n".utf8)) == nil, let piece = try await iterator.next() {
        answer += piece.readableBytesView
      }
      let text = String(decoding: answer, as: UTF8.self)
      guard text.hasPrefix("HTTP/1.1 101 "), text.contains("X-Stream-Protocol-Version: \(version)\r\n") else {
        throw Refused(answer: text)
      }
      let client = SPDYClient {
        try await outbound.write(ByteBuffer(bytes: $0))
      } read: {
        try await iterator.next().map { Array($0.readableBytesView) }
      }
      try await body(client)
    }
  }
}
