import HTTP
import JSON

/// Speaks to one API server. Every request of the app to that cluster goes through here, so its policy holds everywhere.
package struct KubernetesClient: Sendable {
  package let transport: any HTTPTransport
  /// How errors name the cluster.
  package let cluster: String
  package let access: AccessPolicy
  private let authenticator: any Authenticator
  /// `Impersonate-User` and its like.
  private let impersonation: HTTPHeaders
  /// Receives what servers put into `Warning` headers, as it arrives: text for people, neutralise before showing.
  private let onWarning: @Sendable (String) -> Void
  let timing: Timing

  package init(
    transport: any HTTPTransport, cluster: String, access: AccessPolicy = .full,
    authenticator: any Authenticator = FixedCredentials(), impersonation: HTTPHeaders = [:],
    timing: Timing = .system, onWarning: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.transport = transport
    self.cluster = cluster
    self.access = access
    self.authenticator = authenticator
    self.impersonation = impersonation
    self.timing = timing
    self.onWarning = onWarning
  }

  /// Sends one request and returns when the head of a good answer is there.
  ///
  /// - Parameter confirmation: the name that a person typed to allow a delete on a protected cluster.
  /// - Throws: every status of 400 or more, as what it means.
  package func send(
    _ request: APIRequest, confirmation: String? = nil
  ) async throws(KubernetesError) -> HTTPResponse {
    try access.check(request, cluster: cluster, confirmation: confirmation)
    var credentials = try await authenticator.headers()
    var response = try await exchange(request, credentials)
    if response.status == 401, await authenticator.refused(credentials) {
      credentials = try await authenticator.headers()
      response = try await exchange(request, credentials)
    }
    for warning in response.warnings { onWarning(warning) }
    guard response.status >= 400 else { return response }
    throw await failure(response)
  }

  /// Opens a stream into a pod.
  func openWebSocket(
    _ request: APIRequest, subprotocols: [String]
  ) async throws(KubernetesError) -> any WebSocket {
    try access.check(request, cluster: cluster, confirmation: nil)
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
  package func json(
    _ request: APIRequest, confirmation: String? = nil
  ) async throws(KubernetesError) -> JSON {
    try await answer(to: request, confirmation: confirmation).json
  }

  /// The answer with what came along in its head.
  func answer(
    to request: APIRequest, confirmation: String? = nil
  ) async throws(KubernetesError) -> (json: JSON, response: HTTPResponse) {
    let response = try await send(request, confirmation: confirmation)
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
