import Kubernetes
import Model
import Storage

/// Revisions that were left open, and after which another one was applied.
extension Engine {
  /// The newest revision after it that was applied, whatever the cluster has by now: an older one must not be brought back over
  /// it. The job of a task is its own, and tells how it ended all the same.
  func overtaking(
    _ revision: Revision, of app: App, _ client: KubernetesClient
  ) async throws(EngineError) -> Int? {
    let newer = try await stored { () throws(StoreError) in try await store.revisions(of: app.id) }
      .first { $0.number > revision.number && $0.step >= .applying }
    guard let newer else { return nil }
    if revision.configuration.kind == .task, revision.step == .rolling {
      let seen = try await sighting(of: revision, app, client)
      if seen.applied == revision.number, seen.progress != .waiting { return nil }
    }
    return newer.number
  }

  static func overtaken(by newer: Int) -> String {
    "Revision \(newer) came after it before it was seen to end."
  }
}
