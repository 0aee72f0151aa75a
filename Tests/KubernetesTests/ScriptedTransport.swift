import HTTP
import Synchronization

/// Answers each request with the next answer of a list, and remembers what was asked.
final class ScriptedTransport: HTTPTransport {
  enum Answer: Sendable {
    case response(status: Int, headers: HTTPHeaders = [:], body: [UInt8])
    /// Pieces, and then an error or the end.
    case pieces([[UInt8]], failure: HTTPError? = nil)
    case failure(HTTPError)
  }

  private let state: Mutex<(answers: [Answer], requests: [HTTPRequest])>

  init(_ answers: [Answer]) {
    state = Mutex((answers, []))
  }

  convenience init(_ exchange: Exchange) {
    self.init([.response(status: exchange.status, headers: exchange.headers, body: exchange.body)])
  }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let answer = state.withLock { state -> Answer? in
      state.requests.append(request)
      return state.answers.isEmpty ? nil : state.answers.removeFirst()
    }
    switch answer {
    case .response(let status, let headers, let body):
      return HTTPResponse(status: status, headers: headers, body: HTTPBody(body))
    case .pieces(let pieces, let failure):
      return HTTPResponse(status: 200, headers: [:], body: HTTPBody(Pieces(pieces, failure)))
    case .failure(let error):
      throw error
    case nil:
      throw .notConnected(host: "scripted", port: 0, reason: "the script has ended")
    }
  }

  func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
    throw .notConnected(host: "scripted", port: 0, reason: "no WebSockets here")
  }
}

actor Pieces: HTTPBodySource {
  private var pieces: [[UInt8]]
  private let failure: HTTPError?

  init(_ pieces: [[UInt8]], _ failure: HTTPError?) {
    self.pieces = pieces
    self.failure = failure
  }

  func next() async throws(HTTPError) -> [UInt8]? {
    guard pieces.isEmpty else { return pieces.removeFirst() }
    if let failure { throw failure }
    return nil
  }

  nonisolated func cancel() {}
}
