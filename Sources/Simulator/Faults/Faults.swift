import HTTP

/// Faults on demand: each request meets, by chance under a seed or always, what networks and API servers do.
package struct Faults: Sendable, Equatable {
  package enum Kind: Sendable, Equatable, Hashable {
    /// The head comes that much later.
    case latency(Duration)
    /// The connection is reset after that many bytes of the body.
    case resetAfter(bytes: Int)
    /// The body ends, in good order, after that many bytes: JSON is cut short.
    case truncatedAfter(bytes: Int)
    /// 429, 500, 503 or 504 with the Status a Kubernetes API server sends; 429 and 503 carry `Retry-After: 1`.
    case status(Int)
    /// The credentials have expired: 401.
    case unauthorized
    /// The body goes silent after its head, without an end.
    case silence
    /// The body goes silent, without an end, once that much of it has come.
    case silenceAfter(bytes: Int)
  }

  package struct Rule: Sendable, Equatable {
    package var kind: Kind
    /// 0…1: the share of the matching requests.
    package var probability: Double
    /// How many requests it still strikes; nil for no limit.
    package var remaining: Int?
    /// Only requests whose path contains this.
    package var pathContains: String
    /// Only watches.
    package var onlyWatches: Bool

    package init(
      _ kind: Kind, probability: Double = 1, times remaining: Int? = nil, pathContains: String = "",
      onlyWatches: Bool = false
    ) {
      self.kind = kind
      self.probability = probability
      self.remaining = remaining
      self.pathContains = pathContains
      self.onlyWatches = onlyWatches
    }
  }

  package var rules: [Rule]

  package init(_ rules: [Rule] = []) {
    self.rules = rules
  }

  package static let none = Faults()
}
