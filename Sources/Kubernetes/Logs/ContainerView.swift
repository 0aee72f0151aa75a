/// What a pod's status tells of the instances of one container, as far as their logs are concerned.
struct ContainerView: Hashable, Sendable {
  /// The newest instance that has run, counted by restarts; nil while none has.
  var instance: Int?
  var isRunning = false
  /// The instance before the newest has left a log.
  var hasPrevious = false
  /// How the newest one ended.
  var termination: Container.Termination?
  /// How the one before it ended.
  var previousTermination: Container.Termination?

  init(instance: Int? = nil) {
    self.instance = instance
  }

  /// Nil where the pod has no such container.
  init?(of name: String, in pod: Pod) {
    guard let container = pod.containers.first(where: { $0.name == name }) else { return nil }
    guard let status = container.status else { return }
    switch status.state {
    case .running:
      instance = status.restartCount
      isRunning = true
    case .terminated(let termination):
      instance = status.restartCount
      self.termination = termination
    case .waiting:
      // Between two instances, such as in a crash loop, the log is still the last one's, and so is the count.
      guard let last = status.lastTermination else { return }
      instance = status.restartCount
      termination = last
      return
    }
    previousTermination = status.lastTermination
    hasPrevious = status.restartCount > 0 && status.lastTermination != nil
  }
}
