import Foundation
import Kubernetes

/// What a Deployment's status still says of the template before.
///
/// The controller can report our generation as observed while its conditions are those of a rollout that failed earlier: it
/// does so when the count changes with the template, and when it goes back to a replica set that it has. `kubectl rollout
/// status` then calls the new rollout failed.
extension Deployment {
  /// Whether `ProgressDeadlineExceeded` was there before the last apply. Nothing of ours can have exceeded its deadline
  /// before the deadline has passed; half of it is left to clocks that differ.
  ///
  /// - Parameter appliedAt: by the cluster's clock; nil where nothing was changed, so that the condition is about what is.
  func isDeadlineLeftOver(appliedAt: Date?) -> Bool {
    guard let appliedAt, let condition = status.condition("Progressing"), let changedAt = condition.changedAt,
      condition.reason == "ProgressDeadlineExceeded"
    else { return false }
    return changedAt < appliedAt.addingTimeInterval(Double(progressDeadlineSeconds) / 2)
  }
}
