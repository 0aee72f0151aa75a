import Engine
import Model
import Sync

/// A sync as a person sees it: what it would do, what they choose, and what came of it.
package struct SyncView: Hashable, Sendable {
  package enum Phase: Hashable, Sendable {
    /// What is being read of the server.
    case reading(String)
    case planned
    case ended(SyncReport)
    case failed(String)
  }

  package var remote: Remote
  package var phase = Phase.reading("")
  /// What the person wishes, with what they have chosen for each conflict.
  package var options = SyncOptions()
  /// As it was read, with every conflict.
  package var original: SyncPlan?
  /// With what the person wishes.
  package var plan: SyncPlan?
  /// Of what takes something away, what the person has agreed to.
  package var agreed: Set<SyncStep> = []

  package init(remote: Remote) { self.remote = remote }

  /// What a person can choose on the page.
  enum Item: Hashable {
    case conflict(SyncConflict)
    case step(SyncStep)
    case kubeconfigs
    case recreating
  }

  mutating func choose(_ side: SyncSide, for conflict: SyncConflict) {
    options.choices[conflict] = options.choices[conflict] == side ? nil : side
    follow()
  }

  /// Agrees to a deletion, or no more; turns an option round.
  mutating func toggle(_ item: Item) {
    switch item {
    case .step(let step) where step.asks: agreed.formSymmetricDifference([step])
    case .kubeconfigs: options.sendsKubeconfigs.toggle()
    case .recreating: options.recreates.toggle()
    case .step, .conflict: return
    }
    follow()
  }

  mutating func take(_ plan: SyncPlan) {
    (phase, original, agreed) = (.planned, plan, [])
    options.choices = [:]
    self.plan = plan.following(options)
  }

  private mutating func follow() {
    plan = original?.following(options)
    // Another plan may have other steps: what was agreed to is agreed to as it was shown.
    agreed.formIntersection(plan?.steps ?? [])
  }

  var steps: [SyncStep] { (plan?.steps ?? []).filter(\.isShown) }

  /// What would be done now; what is not agreed to waits.
  var wanted: [SyncStep] { steps.filter { !$0.asks || agreed.contains($0) } }

  /// Those that were read, also when they have been decided.
  var conflicts: [SyncConflict] {
    guard let original else { return [] }
    return original.conflicts + (plan?.conflicts ?? []).filter { !original.conflicts.contains($0) }
  }
}

/// What a sync that a person looks at tells.
package enum SyncNews: Hashable, Sendable {
  case reading(String)
  case planned(SyncPlan)
  case ended(SyncReport)
  case failed(String)
}
