import Model

/// What a deploy tells while it runs, in order.
package enum RolloutProgress: Hashable, Sendable {
  /// The revision is in the store; the cluster is asked next.
  case began(Revision)
  /// The store has it that this is done next.
  case step(Revision.Step)
  /// It is done, and there is something to know.
  case warned(String)
  /// A line of the pre-deploy job, or of a command that is run.
  case output(String)
  /// A line of `kubectl rollout status`; told when it changes.
  case waiting(String)
  case done(String)
  /// It failed, and the app goes back to what ran before.
  case rollingBack(to: Int, reason: String)
}

package typealias RolloutListener = @Sendable (RolloutProgress) async -> Void

extension RolloutProgress {
  /// As one line for people; nil for what is of no interest to them.
  package var text: String? {
    switch self {
    case .began(let revision): "revision \(revision.number): \(revision.message ?? revision.configuration.image)"
    case .step(.runningHook): "running the pre-deploy command"
    case .step: nil
    case .warned(let text): "Warning: \(text)"
    case .output(let line): "| \(line)"
    case .waiting(let text), .done(let text): text
    case .rollingBack(let number, let reason): "going back to revision \(number): \(reason)"
    }
  }
}
