import HTTP

/// A command that runs in a container, with its input and output.
package struct RemoteSession: Sendable {
  private let socket: any WebSocket
  private let channels: RemoteChannels

  init(_ socket: any WebSocket) throws(KubernetesError) {
    guard let channels = socket.subprotocol.flatMap(RemoteChannels.init) else {
      throw .undecodable(what: "WebSocket", reason: "the server chose no subprotocol that was offered")
    }
    self.socket = socket
    self.channels = channels
  }

  /// What happens next; nil when the stream is over. One task at a time asks.
  package func next() async throws(KubernetesError) -> RemoteEvent? {
    do {
      while let message = try await socket.receive() {
        if let event = try RemoteChannels.event(message) { return event }
      }
      return nil
    } catch let error as HTTPError {
      throw KubernetesError(error)
    } catch let error as KubernetesError {
      throw error
    } catch {
      throw .undecodable(what: "stream", reason: "\(error)")
    }
  }

  package func write(_ input: [UInt8]) async throws(KubernetesError) {
    try await send(RemoteChannels.input(input))
  }

  /// Ends the standard input.
  ///
  /// - Returns: false when the server's protocol has no way to say so (before Kubernetes 1.30).
  package func endInput() async throws(KubernetesError) -> Bool {
    guard let message = channels.endOfInput else { return false }
    try await send(message)
    return true
  }

  package func resize(columns: Int, rows: Int) async throws(KubernetesError) {
    try await send(RemoteChannels.resize(columns: columns, rows: rows))
  }

  package func close() async {
    await socket.close()
  }

  private func send(_ message: [UInt8]) async throws(KubernetesError) {
    do {
      try await socket.send(.binary(message))
    } catch {
      throw KubernetesError(error)
    }
  }
}

extension KubernetesClient {
  /// Runs a command in a container, or attaches to its own process.
  ///
  /// - Parameter container: nil takes the pod's default one.
  package func run(
    _ command: RemoteCommand, pod: String, in namespace: String, container: String? = nil
  ) async throws(KubernetesError) -> RemoteSession {
    try RemoteSession(
      try await openWebSocket(
        .remote(command, pod: pod, in: namespace, container: container),
        subprotocols: RemoteChannels.allCases.map(\.rawValue)))
  }
}
