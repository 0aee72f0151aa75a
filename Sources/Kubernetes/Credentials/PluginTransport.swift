import HTTP

/// Presents the client certificate that a credential plugin gave, also after it has given another.
struct PluginTransport: HTTPTransport {
  let endpoint: HTTPEndpoint
  let credentials: PluginCredentials
  /// Transports of equal endpoints share their connections, so making one for each request costs nothing.
  let make: @Sendable (HTTPEndpoint) -> any HTTPTransport

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    try await current().send(request)
  }

  func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
    try await current().openWebSocket(request, subprotocols: subprotocols)
  }

  /// The client has asked for headers just before, so the plugin has run where it had to.
  private func current() async -> any HTTPTransport {
    guard let identity = await credentials.knownIdentity else { return make(endpoint) }
    var endpoint = endpoint
    endpoint.tls.identity = identity
    return make(endpoint)
  }
}

extension KubernetesClient {
  /// A client for what a kubeconfig's context leads to, with its credentials kept fresh.
  package init(
    _ connection: ClusterConnection, cluster: String, access: AccessPolicy = .full, plugins: PluginSurroundings,
    timing: Timing = .system, onWarning: @escaping @Sendable (String) -> Void = { _ in },
    transport make: @escaping @Sendable (HTTPEndpoint) -> any HTTPTransport
  ) {
    let authenticator = connection.authenticator(plugins: plugins)
    let transport: any HTTPTransport =
      if let credentials = authenticator as? PluginCredentials {
        PluginTransport(endpoint: connection.endpoint, credentials: credentials, make: make)
      } else {
        make(connection.endpoint)
      }
    self.init(
      transport: transport, cluster: cluster, access: access, authenticator: authenticator,
      impersonation: connection.impersonation.headers, timing: timing, onWarning: onWarning)
  }
}
