import HTTP

/// One connection to a port of a pod. Several at once are several of these, as kubectl does it.
package struct PortForward: Sendable {
  private let socket: any WebSocket
  private let incoming: PortForwardDecoder.Guarded

  init(_ socket: any WebSocket, port: Int) {
    self.socket = socket
    incoming = .init(PortForwardDecoder(port: port))
  }

  /// What the pod sent, or nil when it closed the connection. One task at a time asks.
  package func read() async throws(KubernetesError) -> [UInt8]? {
    while true {
      let message: WebSocketMessage?
      do {
        message = try await socket.receive()
      } catch {
        throw KubernetesError(error)
      }
      guard let message else { return nil }
      if let bytes = try incoming.receive(message) { return bytes }
    }
  }

  package func write(_ bytes: [UInt8]) async throws(KubernetesError) {
    do {
      try await socket.send(.binary([PortForwardDecoder.data] + bytes))
    } catch {
      throw KubernetesError(error)
    }
  }

  package func close() async {
    await socket.close()
  }
}

extension KubernetesClient {
  /// - Throws: what `portForward` would throw before it sends anything.
  package func checkPortForward(pod: String, in namespace: String, port: Int) throws(KubernetesError) {
    try check(.portForward(pod: pod, in: namespace, port: port))
  }

  package func portForward(
    pod: String, in namespace: String, port: Int
  ) async throws(KubernetesError) -> PortForward {
    let socket = try await openWebSocket(
      .portForward(pod: pod, in: namespace, port: port), subprotocols: [RemoteChannels.v4.rawValue])
    return PortForward(socket, port: port)
  }
}
