import FoundationEssentials
import HTTP
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// Answers every request with `ok`, or with bytes that are no HTTP, and counts its connections.
final class CountingServer: Sendable {
  private let count = Mutex(0)
  private let port: Int

  private init(port: Int) {
    self.port = port
  }

  var connections: Int { count.withLock { $0 } }

  func transport() throws -> CurlTransport {
    let url = try #require(URL(string: "http://127.0.0.1:\(port)"))
    return CurlTransport(endpoint: HTTPEndpoint(server: url), multi: CurlMulti(), userAgent: "tests")
  }

  /// `answer` is sent for each piece that comes; an empty one closes the connection.
  static func run(
    answer: String = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    _ body: @Sendable (CountingServer) async throws -> Void
  ) async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    let server = CountingServer(port: listener.channel.localAddress?.port ?? 0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await listener.executeThenClose { connections in
          await withDiscardingTaskGroup { group in
            do {
              for try await connection in connections {
                server.count.withLock { $0 += 1 }
                group.addTask { try? await serve(connection, answer) }
              }
            } catch {}
            group.cancelAll()
          }
        }
      }
      defer { group.cancelAll() }
      try await body(server)
    }
  }

  private static func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ answer: String) async throws {
    try await connection.executeThenClose { inbound, outbound in
      for try await _ in inbound {
        if answer.isEmpty { return }
        try await outbound.write(ByteBuffer(string: answer))
      }
    }
  }
}
