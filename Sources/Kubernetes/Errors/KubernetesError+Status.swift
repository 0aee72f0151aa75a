import JSON

extension KubernetesError {
  /// What a refusal means. The reason decides where there is one, the code where not, as in apimachinery's `errors.IsX`.
  package init(_ status: Status) {
    let message = status.message
    switch (status.reason, status.code) {
    case ("Unauthorized", _), ("", 401):
      self = .unauthorized(message: message)
    case ("Forbidden", _), ("", 403):
      self = .forbidden(message: message)
    case ("NotFound", _), ("", 404):
      self = .notFound(message: message)
    case ("AlreadyExists", _):
      self = .alreadyExists(message: message)
    case ("Conflict", _), ("", 409):
      let conflicts = status.causes.filter { $0.reason == "FieldManagerConflict" }.map(FieldConflict.init)
      self = conflicts.isEmpty ? .modified(message: message) : .conflict(message: message, conflicts)
    case ("Invalid", _), ("", 422):
      self = .invalid(message: message, causes: status.causes)
    case ("BadRequest", _), ("", 400):
      self = .badRequest(message: message)
    case ("TooManyRequests", _), ("", 429):
      self = .tooManyRequests(message: message, retryAfter: status.retryAfter)
    case ("Expired", _), ("Gone", _), ("", 410):
      self = .expired(message: message)
    case ("Timeout", _) where status.isTooLargeResourceVersion:
      self = .tooLargeResourceVersion(message: message, retryAfter: status.retryAfter)
    default:
      self = .server(status)
    }
  }

  /// The error in an answer of 400 or more: its Status, or its text where something else than the API answered.
  package init(code: Int, body: [UInt8], retryAfter: Duration?) {
    let known = Status(protobuf: body) ?? (try? JSON(parsing: body)).flatMap { Status(json: $0, code: code) }
    if var status = known {
      status.retryAfter = status.retryAfter ?? retryAfter
      self.init(status)
    } else {
      let text = String(decoding: body.prefix(4096), as: UTF8.self)
      let message = text.isEmpty ? "the server answered with status \(code)" : text
      self.init(Status(code: code, message: message, retryAfter: retryAfter))
    }
  }
}

extension Status {
  /// Seen on lists (504, with a cause) and as the first event of a watch (some servers leave the cause out).
  var isTooLargeResourceVersion: Bool {
    causes.contains { $0.reason == "ResourceVersionTooLarge" } || message.contains("Too large resource version")
  }
}

extension FieldConflict {
  /// From a cause such as `conflict with "kubectl" using apps/v1`.
  fileprivate init(_ cause: Status.Cause) {
    let quoted = cause.message.split(separator: "\"", omittingEmptySubsequences: false)
    self.init(manager: quoted.count > 2 ? String(quoted[1]) : cause.message, field: cause.field)
  }
}
