import HTTP
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// Puts an `HTTPTransport` behind a loopback socket: HTTP/1.1 with kept connections, WebSockets, and SPDY for pods' streams.
package struct SocketServer: Sendable {
  package let port: Int
  package var url: String { "http://127.0.0.1:\(port)" }

  /// Serves for as long as `body` runs; then every connection is closed. Port 0 picks a free one.
  package static func run<Result: Sendable>(
    port: Int = 0, serving transport: some HTTPTransport,
    _ body: @Sendable (SocketServer) async throws -> Result
  ) async throws -> Result {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .bind(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture { try negotiation(on: channel, transport) }
      }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await accept(on: listener, transport) }
      let server = SocketServer(port: listener.channel.localAddress?.port ?? 0)
      do {
        let result = try await body(server)
        // Not by cancelling: a connection that was accepted and not yet taken over would be dropped, at which NIO traps.
        try? await listener.channel.close()
        return result
      } catch {
        try? await listener.channel.close()
        throw error
      }
    }
  }

  private static func accept(
    on listener: NIOAsyncChannel<EventLoopFuture<Negotiated>, Never>, _ transport: some HTTPTransport
  ) async throws {
    try await listener.executeThenClose { connections in
      await withDiscardingTaskGroup { group in
        do {
          for try await connection in connections {
            group.addTask { await serve(connection, transport) }
          }
        } catch {}  // The listener is closed: the connections go the same way.
        group.cancelAll()
      }
    }
  }

  /// What goes wrong on one connection ends that connection and nothing else.
  private static func serve(_ connection: EventLoopFuture<Negotiated>, _ transport: some HTTPTransport) async {
    do {
      switch try await connection.get() {
      case .http(let channel):
        try await HTTPConnection(channel: channel, transport: transport).serve()
      case .webSocket(let channel, let socket):
        try await WebSocketConnection(channel: channel, socket: socket).serve()
      case .spdy(let channel, let upgrade): try await SPDYConnection.serve(upgrade, over: channel)
      case .spdyInWebSocket(let channel, let upgrade): try await SPDYConnection.serve(upgrade, over: channel)
      }
    } catch {}
  }
}
