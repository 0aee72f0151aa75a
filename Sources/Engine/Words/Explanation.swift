/// An error in words: what happened, and what to do next.
package struct Explanation: Hashable, Sendable {
  /// What kind of failure it is; the commands turn it into an exit code.
  package enum Kind: Int32, Hashable, Sendable {
    case failed = 1
    case usage = 2
    case notFound = 3
    case refused = 4
    case unreachable = 5
    case rolloutFailed = 6
    case locked = 7
  }

  package var kind: Kind
  /// A sentence without a full stop would read as cut off: it has one.
  package var text: String
  package var advice: String?
  /// Lines to show below: the last words of a pod.
  package var details: [String] = []

  package init(_ kind: Kind, _ text: String, advice: String? = nil, details: [String] = []) {
    self.kind = kind
    self.text = text
    self.advice = advice
    self.details = details
  }
}
