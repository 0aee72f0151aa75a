/// Whether what has come up stays up: a rollout is over when nothing was restarted for a while.
///
/// `kubectl rollout status` is content with pods that have been ready for `minReadySeconds`; a process that crashes after
/// a minute would pass.
struct Vigil: Sendable {
  let duration: Duration
  /// The controller's count of templates before the deploy; where it stays, no pod was touched.
  private let templateBefore: Int?
  private var began: Duration?
  private var restarts = 0

  static let none = Vigil(.zero, templateBefore: nil)

  init(_ duration: Duration, templateBefore: Int?) {
    self.duration = duration
    self.templateBefore = templateBefore
  }

  /// It is not up any more: it begins anew when it is again.
  mutating func interrupted() {
    began = nil
  }

  /// The rollout is complete at `now`.
  mutating func isOver(_ observer: RolloutObserver, at now: Duration) -> Bool {
    if duration == .zero { return true }
    if let templateBefore, observer.templateRevision == templateBefore { return true }
    if began == nil || observer.restarts > restarts {
      began = now
      restarts = observer.restarts
    }
    return began.map { now - $0 >= duration } ?? false
  }
}
