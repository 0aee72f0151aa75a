import Engine
import Model

extension EffectRunner {
  /// Forwards ports until the task ends, and tells where it listens and what becomes of the connections.
  func forward(
    _ ports: [ForwardedPort], of app: AppID, pod: String?, _ engine: Engine, tell: @Sendable (String) async -> Void
  ) async throws(EngineError) -> String {
    let events = try await engine.forward(ports, of: app, pod: pod)
    var listening: [ForwardedPort] = []
    for await event in events {
      switch event {
      case .listening(let port):
        listening.append(port)
        guard listening.count == ports.count else { continue }
        await tell("Listening: " + listening.map { "127.0.0.1:\($0.local) → \($0.remote)" }.joined(separator: ", "))
      case .reached(let pod, let remote): await tell("Connections to port \(remote) go to \(pod).")
      case .failed(let remote, let error):
        await tell("A connection to port \(remote) failed: \(error.explanation.text)")
      case .stopped(_, let error): throw error
      }
    }
    throw .cancelled
  }
}
