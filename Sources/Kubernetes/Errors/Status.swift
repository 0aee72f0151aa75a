import JSON

/// `meta/v1.Status`: how an API server says that it did not do what was asked, and what a watch ends with.
package struct Status: Hashable, Sendable {
  /// The HTTP status, also when it came inside a stream.
  package var code: Int
  /// A word for programs: `NotFound`, `AlreadyExists`. Empty when the server gave none.
  package var reason: String
  /// A sentence for people, in the server's words.
  package var message: String
  package var causes: [Cause]
  package var retryAfter: Duration?

  package struct Cause: Hashable, Sendable {
    /// `FieldValueInvalid`, `FieldManagerConflict`, `ExitCode`.
    package var reason: String
    package var message: String
    /// The path of the field that is meant: `spec.replicas`.
    package var field: String

    package init(reason: String = "", message: String, field: String = "") {
      self.reason = reason
      self.message = message
      self.field = field
    }
  }

  package init(code: Int, reason: String = "", message: String, causes: [Cause] = [], retryAfter: Duration? = nil) {
    self.code = code
    self.reason = reason
    self.message = message
    self.causes = causes
    self.retryAfter = retryAfter
  }
}

extension Status {
  /// Reads a Status object; nil for any other kind. Exec's error channel leaves out `kind` and `code`.
  package init?(json: JSON, code: Int = 0) {
    guard json["kind"]?.string ?? "Status" == "Status", let status = json["status"]?.string else { return nil }
    let details = json["details"]
    self.init(
      code: json["code"]?.int ?? (status == "Success" ? 200 : code),
      reason: json["reason"]?.string ?? "",
      message: json["message"]?.string ?? "",
      causes: (details?["causes"]?.array ?? []).map { cause in
        Cause(
          reason: cause["reason"]?.string ?? "", message: cause["message"]?.string ?? "",
          field: cause["field"]?.string ?? "")
      },
      retryAfter: details?["retryAfterSeconds"]?.int.map { .seconds($0) })
  }
}
