import FoundationEssentials
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// A forward proxy that tunnels (RFC 9110 §9.3.6), or refuses to.
final class ConnectProxy: Sendable {
  typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>
  let url: URL
  private let seen = Mutex<[String]>([])

  private init(url: URL) {
    self.url = url
  }

  /// The request lines that came.
  var requests: [String] { seen.withLock { $0 } }

  static func run(
    refusing: Bool = false, _ body: @Sendable (ConnectProxy) async throws -> Void
  ) async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0) { channel in
        channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
      }
    let port = try #require(listener.channel.localAddress?.port)
    let proxy = ConnectProxy(url: try #require(URL(string: "http://127.0.0.1:\(port)")))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await listener.executeThenClose { connections in
          await withDiscardingTaskGroup { group in
            do {
              for try await connection in connections {
                group.addTask { try? await proxy.serve(connection, refusing: refusing) }
              }
            } catch {}
            group.cancelAll()
          }
        }
      }
      defer { group.cancelAll() }
      try await body(proxy)
    }
  }

  private func serve(_ client: Connection, refusing: Bool) async throws {
    try await client.executeThenClose { fromClient, toClient in
      var bytes = fromClient.makeAsyncIterator()
      var head = ""
      while !head.hasSuffix("\r\n\r\n") {
        guard let piece = try await bytes.next() else { return }
        head += String(buffer: piece)
      }
      let line = head.prefix { $0 != "\r\n" }
      seen.withLock { $0.append(String(line)) }
      guard !refusing else {
        return try await toClient.write(
          ByteBuffer(string: "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"))
      }
      let port = try #require(line.split(separator: " ")[1].split(separator: ":").last.flatMap { Int($0) })
      let server = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
          channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
        }
      try await toClient.write(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"))
      try await server.executeThenClose { fromServer, toServer in
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            for try await piece in fromServer { try await toClient.write(piece) }
            toClient.finish()
          }
          defer { group.cancelAll() }
          while let piece = try await bytes.next() { try await toServer.write(piece) }
        }
      }
    }
  }
}
