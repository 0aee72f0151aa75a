import HTTP
import Synchronization

/// A connection of a process that is killed: after so many requests nothing comes or goes any more.
final class KillSwitch: Sendable {
  private struct State {
    var remaining: Int?
    var isDead = false
    var onDeath: (@Sendable () -> Void)?
  }

  private let state: Mutex<State>

  /// - Parameter requests: how many get through; nil for all, until `kill`.
  init(after requests: Int? = nil) {
    state = Mutex(State(remaining: requests))
  }

  var isDead: Bool { state.withLock(\.isDead) }

  func kill() {
    let action = state.withLock { state in
      state.isDead = true
      defer { state.onDeath = nil }
      return state.onDeath
    }
    action?()
  }

  /// Runs `action` at death, which may have come already.
  func onDeath(_ action: @escaping @Sendable () -> Void) {
    let isDead = state.withLock { state in
      if !state.isDead { state.onDeath = action }
      return state.isDead
    }
    if isDead { action() }
  }

  /// Whether one more request gets through. The one that does not is the last thing that the process does.
  fileprivate func admits() -> Bool {
    let isLast = state.withLock { state in
      guard let remaining = state.remaining else { return false }
      state.remaining = remaining - 1
      return remaining <= 0
    }
    if isLast { kill() }
    return !isDead
  }

  func wrap(_ transport: any HTTPTransport) -> any HTTPTransport {
    Wrapped(transport: transport, killSwitch: self)
  }

  private struct Wrapped: HTTPTransport {
    let transport: any HTTPTransport
    let killSwitch: KillSwitch

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
      guard killSwitch.admits() else { throw .cancelled }
      let response = try await transport.send(request)
      // The server has done it, and nobody is there to hear.
      guard !killSwitch.isDead else { throw .cancelled }
      return response
    }

    func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
      throw .cancelled
    }
  }
}
