import FoundationEssentials
import HTTP
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

/// Answers every request with `ok`, or with bytes that are no HTTP, and counts its connections.
final class CountingServer: Sendable {
  private let count = Mutex(0)
  private let port: Int

  private init(port: Int) {
    self.port = port
  }

  var connections: Int { count.withLock { $0 } }

  func transport(scheme: String = "http", multi: CurlMulti = .patient()) throws -> CurlTransport {
    let url = try #require(URL(string: "\(scheme)://127.0.0.1:\(port)"))
    return CurlTransport(endpoint: HTTPEndpoint(server: url), multi: multi, userAgent: "tests")
  }

  /// `answer` is sent for each piece that comes; an empty one closes the connection.
  static func run(
    answer: String = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    _ body: @Sendable (CountingServer) async throws -> Void
  ) async throws {
    try await run(answering: { _ in answer.isEmpty ? nil : Array(answer.utf8) }, body)
  }

  /// `answer` gives what is sent for each piece that comes, which may be nothing; nil closes the connection.
  static func run(
    answering answer: @escaping @Sendable ([UInt8]) -> [UInt8]?,
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

  private static func serve(
    _ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ answer: @Sendable ([UInt8]) -> [UInt8]?
  ) async throws {
    try await connection.executeThenClose { inbound, outbound in
      for try await piece in inbound {
        guard let bytes = answer(Array(piece.readableBytesView)) else { return }
        if !bytes.isEmpty { try await outbound.write(ByteBuffer(bytes: bytes)) }
      }
    }
  }
}
