import HTTP
import Synchronization

/// Counts requests.
final class Asked: Sendable {
  private let requests = Mutex(0)

  var count: Int { requests.withLock { $0 } }

  func counting(_ transport: any HTTPTransport) -> any HTTPTransport { Counting(transport: transport, asked: self) }

  private struct Counting: HTTPTransport {
    let transport: any HTTPTransport
    let asked: Asked

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
      asked.requests.withLock { $0 += 1 }
      return try await transport.send(request)
    }

    func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
      try await transport.openWebSocket(request, subprotocols: subprotocols)
    }
  }
}
