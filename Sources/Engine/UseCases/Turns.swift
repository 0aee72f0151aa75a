import Kubernetes
import Model
import Storage

/// Deploys of one app, one after the other.
extension Engine {
  /// The right to deploy an app, and the app as whoever had it before has left it.
  struct Turn {
    let app: App
    let client: KubernetesClient
    let lock: DeployLock
  }

  /// Waits for the turn. The entry of the journal, where there is one, goes back to what there is then.
  func turn(of id: AppID, _ entry: Int?, _ tell: RolloutListener) async throws(EngineError) -> Turn {
    let before = try await stored { () throws(StoreError) in try await store.app(id) }
    let client = try await changingClient(of: before.clusterID)
    let lock = try await waitForTurn(of: before, tell)
    let app = try await stored { () throws(StoreError) in
      if let entry { try await store.rebaseJournal(entry) }
      return try await store.app(id)
    }
    return Turn(app: app, client: client, lock: lock)
  }

  /// Waits until no other deploy of the app is under way, here or in another process.
  private func waitForTurn(of app: App, _ tell: RolloutListener) async throws(EngineError) -> DeployLock {
    var hasTold = false
    while true {
      if let lock = try await lockedDeploys(of: app.id) { return lock }
      if !hasTold { await tell(.waiting("waiting for another deploy of \(app.name) to end")) }
      hasTold = true
      do {
        try await surroundings.clock.sleep(for: .milliseconds(200))
      } catch {
        throw .cancelled
      }
    }
  }
}
