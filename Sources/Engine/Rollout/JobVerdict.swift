import Kubernetes
import Model

/// Follows one job from what the watches tell; performs no I/O.
package struct JobObserver: Sendable {
  package enum Verdict: Hashable, Sendable {
    case waiting(String)
    case complete
    case failed(reason: String)
    /// Somebody deleted it.
    case gone
  }

  private var job: Job
  private var pods: [ObjectIdentity: Pod] = [:]
  private var isGone = false
  /// What the job controller was refused: a quota, an admission rule.
  private var refusal: String?

  package init(_ job: Job) {
    self.job = job
  }

  package mutating func received(_ update: WatchUpdate<Job>) {
    var table = [job.id: job]
    table.apply(update)
    isGone = table[job.id]?.metadata.uid != job.metadata.uid
    if let current = table[job.id], !isGone { job = current }
  }

  package mutating func received(_ update: WatchUpdate<Pod>) { pods.apply(update) }

  package mutating func received(_ update: WatchUpdate<Event>) {
    let events: [Event] =
      switch update {
      case .snapshot(let events): events
      case .changes(let changes): changes.map(\.object)
      case .disconnected, .reconnected: []
      }
    for event in events where event.subject.uid == job.metadata.uid && event.reason == "FailedCreate" {
      refusal = event.message.neutralised()
    }
  }

  package var verdict: Verdict {
    // How it ended outlives the job itself, which its time to live may take away at once.
    if job.isComplete { return .complete }
    if let failure = job.failure { return failed(failure) }
    if isGone { return .gone }
    // A pod that has run is the job's to judge.
    let pending = pods.values.filter { $0.phase == .pending }.sorted { $0.id < $1.id }
    if let trouble = pending.lazy.compactMap({ PodTrouble($0) }).first {
      guard trouble.isCertain else { return .waiting("\(trouble.pod): \(trouble.summary)") }
      return .failed(reason: "\(trouble.summary): \(trouble.detail)")
    }
    if let refusal, pods.isEmpty { return .failed(reason: refusal) }
    if pods.values.contains(where: { $0.phase == .running }) { return .waiting("running") }
    return .waiting(pods.count > pending.count ? "ending" : "waiting for a pod")
  }

  private func failed(_ failure: Condition) -> Verdict {
    let end = pods.values.sorted { $0.id < $1.id }.flatMap(\.containers)
      .compactMap { container -> Container.Termination? in
        guard case .terminated(let end) = container.status?.state, end.exitCode != 0 else { return nil }
        return end
      }.last
    guard let end else { return .failed(reason: "\(failure.reason): \(failure.message)".neutralised()) }
    let how = failure.reason == "DeadlineExceeded" ? "took too long" : "exits with \(end.exitCode) (\(end.reason))"
    return .failed(reason: how.neutralised())
  }
}
