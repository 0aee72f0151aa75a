import HTTP
import JSON

/// Speaks to one API server. Every request of the app to that cluster goes through here, so its policy holds everywhere.
package struct KubernetesClient: Sendable {
  package let transport: any HTTPTransport
  /// How errors name the cluster.
  package let cluster: String
  package let access: AccessPolicy
  /// The cluster's name as a person typed it, which lets changes leave to a protected cluster.
  private var confirmation: String?
  private let authenticator: any Authenticator
  /// `Impersonate-User` and its like.
  private let impersonation: HTTPHeaders
  /// Receives what servers put into `Warning` headers, as it arrives: text for people, neutralise before showing.
  private var onWarning: @Sendable (String) async -> Void
  let timing: Timing

  package init(
    transport: any HTTPTransport, cluster: String, access: AccessPolicy = .full,
    authenticator: any Authenticator = FixedCredentials(), impersonation: HTTPHeaders = [:],
    timing: Timing = .system, onWarning: @escaping @Sendable (String) async -> Void = { _ in }
  ) {
    self.transport = transport
    self.cluster = cluster
    self.access = access
    self.authenticator = authenticator
    self.impersonation = impersonation
    self.timing = timing
    self.onWarning = onWarning
  }

  /// The same client, allowed to change what is protected where `name` is the cluster's.
  package func confirmed(by name: String?) -> KubernetesClient {
    var client = self
    client.confirmation = name
    return client
  }

  /// The same client, whose servers' warnings go there.
  package func warning(_ onWarning: @escaping @Sendable (String) async -> Void) -> KubernetesClient {
    var client = self
    client.onWarning = onWarning
    return client
  }

  /// - Throws: `.confirmationRequired`, so that what takes several requests is refused before the first.
  package func checkConfirmation() throws(KubernetesError) {
    try access.checkConfirmation(cluster: cluster, confirmation: confirmation)
  }

  /// Sends one request and returns when the head of a good answer is there.
  ///
  /// - Throws: every status of 400 or more, as what it means.
  package func send(_ request: APIRequest) async throws(KubernetesError) -> HTTPResponse {
    try check(request)
    var credentials = try await authenticator.headers()
    var response = try await exchange(request, credentials)
    if response.status == 401, await authenticator.refused(credentials) {
      credentials = try await authenticator.headers()
      response = try await exchange(request, credentials)
    }
    for warning in response.warnings { await onWarning(warning) }
    guard response.status >= 400 else { return response }
    throw await failure(response)
  }

  /// - Throws: `.readOnly` or `.confirmationRequired`, where sending it would.
  func check(_ request: APIRequest) throws(KubernetesError) {
    try access.check(request, cluster: cluster, confirmation: confirmation)
  }

  /// Opens a stream into a pod.
  func openWebSocket(
    _ request: APIRequest, subprotocols: [String]
  ) async throws(KubernetesError) -> any WebSocket {
    try check(request)
    let credentials = try await authenticator.headers()
    do {
      return try await transport.openWebSocket(decorated(request, credentials), subprotocols: subprotocols)
    } catch {
      guard case .refused(401, _, _) = error, await authenticator.refused(credentials) else {
        throw KubernetesError(error)
      }
    }
    let fresh = try await authenticator.headers()
    do {
      return try await transport.openWebSocket(decorated(request, fresh), subprotocols: subprotocols)
    } catch {
      throw KubernetesError(error)
    }
  }

  private func exchange(
    _ request: APIRequest, _ credentials: HTTPHeaders
  ) async throws(KubernetesError) -> HTTPResponse {
    do {
      return try await transport.send(decorated(request, credentials))
    } catch {
      throw KubernetesError(error)
    }
  }

  private func decorated(_ request: APIRequest, _ credentials: HTTPHeaders) -> HTTPRequest {
    var http = request.http
    http.headers["User-Agent"] = "shipit-tui"
    for field in credentials.fields + impersonation.fields { http.headers.add(field.name, field.value) }
    return http
  }

  private func failure(_ response: HTTPResponse) async -> KubernetesError {
    do {
      let body = try await response.body.bytes(limit: 1 << 20)
      return KubernetesError(code: response.status, body: body, retryAfter: response.headers.retryAfter)
    } catch {
      return KubernetesError(error)
    }
  }
}

extension KubernetesClient {
  /// The whole answer to a request, as JSON.
  package func json(_ request: APIRequest) async throws(KubernetesError) -> JSON {
    try await answer(to: request).json
  }

  /// The answer with what came along in its head.
  func answer(
    to request: APIRequest
  ) async throws(KubernetesError) -> (json: JSON, response: HTTPResponse) {
    let response = try await send(request)
    let bytes: [UInt8]
    do {
      bytes = try await response.body.bytes()
    } catch {
      throw KubernetesError(error)
    }
    do {
      return (try JSON(parsing: bytes), response)
    } catch {
      throw .undecodable(what: request.resource?.kind ?? request.http.path, reason: "\(error)")
    }
  }
}
