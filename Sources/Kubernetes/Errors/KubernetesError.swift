import HTTP

/// Why a request to a cluster did not do what was asked. Messages are the server's own words.
package enum KubernetesError: Error, Hashable, Sendable {
  /// No answer, or only a part of one.
  case unreachable(HTTPError)
  /// 401: the credentials are missing, wrong or no longer valid.
  case unauthorized(message: String)
  /// 403: these credentials may not do this, or the server will not have it now.
  case forbidden(message: String)
  case notFound(message: String)
  case alreadyExists(message: String)
  /// Server-side apply met fields that somebody else manages. Applying with `force` takes them over.
  case conflict(message: String, [FieldConflict])
  /// The object changed since it was read: read it again, then write.
  case modified(message: String)
  /// 422: the object breaks a rule; each cause names its field.
  case invalid(message: String, causes: [Status.Cause])
  case badRequest(message: String)
  /// 429, after the retries that the policy allows.
  case tooManyRequests(message: String, retryAfter: Duration?)
  /// 410: the resource version or continue token is no longer held: list again.
  case expired(message: String)
  /// This server has not reached the resource version that another one gave us: ask again shortly.
  case tooLargeResourceVersion(message: String, retryAfter: Duration?)
  /// Every other refusal.
  case server(Status)
  /// The answer is not what the API promises.
  case undecodable(what: String, reason: String)
  /// Refused here, before anything was sent: the cluster is connected for reading only.
  case readOnly(cluster: String, verb: String, resource: String)
  /// Refused here, before anything was sent: the cluster is protected, and nobody has typed its name.
  case confirmationRequired(cluster: String)
  /// No usable credentials: a token file that cannot be read, a plugin that failed or may not run.
  case credentials(CredentialError)
  /// A port of this machine, for what is forwarded.
  case cannotListen(port: Int, reason: String)
  case cancelled
}

/// One field that the writer wanted to change and another manager owns.
package struct FieldConflict: Hashable, Sendable {
  package var manager: String
  /// `.spec.replicas`, as structured-merge-diff writes paths.
  package var field: String

  package init(manager: String, field: String) {
    self.manager = manager
    self.field = field
  }
}

extension KubernetesError {
  package init(_ error: HTTPError) {
    switch error {
    case .cancelled: self = .cancelled
    case .refused(let status, let headers, let body):
      self.init(code: status, body: body, retryAfter: headers.retryAfter)
    default: self = .unreachable(error)
    }
  }

  /// The server's own words, where it had any. Text: neutralise before showing.
  package var serverMessage: String? {
    switch self {
    case .unauthorized(let message), .forbidden(let message), .notFound(let message), .alreadyExists(let message),
      .conflict(let message, _), .modified(let message), .invalid(let message, _), .badRequest(let message),
      .tooManyRequests(let message, _), .expired(let message), .tooLargeResourceVersion(let message, _):
      message
    case .server(let status): status.message
    case .unreachable, .undecodable, .readOnly, .confirmationRequired, .credentials, .cannotListen, .cancelled: nil
    }
  }
}

extension KubernetesError {
  /// For how long the server had said nothing, where that is what is wrong.
  package var silence: Duration? {
    if case .unreachable(.idle(let duration)) = self { duration } else { nil }
  }
}
