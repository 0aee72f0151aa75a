import Model
import Storage

extension SyncRun {
  func deleteThere(_ subject: String) async throws(StepError) -> Bool {
    guard try await isUnchangedThere(subject) else { return false }
    try await delete(subject)
    try await remember([.forget(subject: subject)])
    return true
  }

  /// One request for a container, never one for each app in it: that would take their workloads down.
  func delete(_ subject: String) async throws(StepError) {
    guard let id = there[subject] else { return }
    func send() async throws(RemoteError) {
      do throws(RemoteError) {
        switch Subject.parts(subject).count {
        case 1: try await client.deleteProject(id)
        case 2: try await client.deleteCluster(id)
        default: try await client.deleteApp(id)
        }
      } catch .notFound {
        // It is gone already, or its cluster is being tested.
        guard await isGone(app: id) else { throw .pending }
      }
    }
    try await asked { () throws(RemoteError) in
      do throws(RemoteError) {
        try await send()
      } catch {
        // Twice is once.
        guard error.isInDoubt else { throw error }
        try await send()
      }
    }
  }

  private func isGone(app id: String) async -> Bool {
    do throws(RemoteError) {
      _ = try await client.app(id)
      return false
    } catch {
      return error == .notFound
    }
  }

  func deleteHere(_ subject: String) async throws(StepError) -> Bool {
    // Somebody may have made it again there in the meantime.
    guard let id = here[subject], try await isUnchangedThere(subject) else { return false }
    var apps: [AppID: PlannedApp] = [:]
    for (path, entry) in plan.here.subtree(subject) where Subject.parts(path).count == 4 {
      apps[AppID(rawValue: entry.id)] = plan.configurations[entry.id].map {
        PlannedApp(configuration: $0, secrets: SyncField.secrets(in: entry.fields))
      }
    }
    let change: PulledChange
    switch Subject.parts(subject).count {
    case 1: change = .deleteProject(ProjectID(rawValue: id), apps: apps)
    case 2: change = .deleteCluster(ClusterID(rawValue: id), apps: apps)
    default:
      guard let app = apps[AppID(rawValue: id)] else { return false }
      change = .deleteApp(AppID(rawValue: id), app)
    }
    return try await pull(change, [.forget(subject: subject)])
  }
}
