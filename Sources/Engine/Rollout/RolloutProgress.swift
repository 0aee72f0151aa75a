import Model

/// What a deploy tells while it runs, in order.
package enum RolloutProgress: Hashable, Sendable {
  /// The revision is in the store; the cluster is asked next.
  case began(Revision)
  /// The server took it, and has something to say.
  case warned(String)
  /// A line of `kubectl rollout status`; told when it changes.
  case waiting(String)
  case done(String)
}

package typealias RolloutListener = @Sendable (RolloutProgress) async -> Void

extension RolloutProgress {
  /// As one line for people.
  package var text: String {
    switch self {
    case .began(let revision): "revision \(revision.number): \(revision.message ?? revision.configuration.image)"
    case .warned(let text): "the cluster warns: \(text)"
    case .waiting(let text), .done(let text): text
    }
  }
}
