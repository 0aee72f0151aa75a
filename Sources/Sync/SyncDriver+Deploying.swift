import HTTP
import Model
import Storage

/// What the server has of an app, before it is asked to deploy it.
package struct RemoteState: Hashable, Sendable {
  /// What differs on the two sides: fields by name, or that one of them has no such app.
  package var differences: [String]
  /// What would bring the server down.
  package var problems: [ValidationProblem]
}

extension SyncDriver {
  /// nil for an app that the server did not have at the last sync.
  package func state(of app: AppPath) async throws(SyncError) -> RemoteState? {
    var options = SyncOptions()
    options.project = app.project
    let plan = try await plan(options)
    guard let theirs = plan.there.entries[app.subject] else { return nil }
    var fields = plan.conflicts.filter { $0.subject == app.subject }.map { $0.field ?? "app" }
    for step in plan.steps where step.subject == app.subject && step.isShown {
      fields += (step.here + step.there).map(\.field)
    }
    return RemoteState(
      differences: Set(fields).sorted(), problems: SyncField.configuration(theirs.fields, over: nil).problems)
  }

  /// Asks the server to deploy what it has, and follows it to its end. Cancelling stops following it, and nothing else.
  package func deploy(
    _ app: AppPath, clock: any Clock<Duration>, tell: @escaping @Sendable (RemoteDeployEvent) -> Void
  ) async throws(SyncError) -> RemoteOutcome {
    let id = try await record(of: app)
    return try await asked { () throws(RemoteError) in
      try await RemoteDeploy(client: client, app: id, clock: clock, tell: tell).deploy()
    }
  }

  /// - Parameter revision: by the server's count; nil is the one before the current.
  package func rollBack(
    _ app: AppPath, to revision: Int?, clock: any Clock<Duration>,
    tell: @escaping @Sendable (RemoteDeployEvent) -> Void
  ) async throws(SyncError) -> RemoteOutcome {
    let id = try await record(of: app)
    return try await asked { () throws(RemoteError) in
      try await RemoteDeploy(client: client, app: id, clock: clock, tell: tell).rollBack(to: revision)
    }
  }

  /// The server's, newest first.
  package func revisions(of app: AppPath, limit: Int) async throws(SyncError) -> [RemoteRevision] {
    let id = try await record(of: app)
    return try await asked { () throws(RemoteError) in
      let current = try await client.app(id).currentRevision
      return try await client.revisions(of: id, limit: limit).map { revision in
        var revision = revision
        revision.isCurrent = revision.number == current
        return revision
      }
    }
  }

  private func record(of app: AppPath) async throws(SyncError) -> String {
    let memory = try await stored { () throws(StoreError) in try await store.syncMemory(of: remote) }
    guard let id = memory.bases.first(where: { $0.subject == app.subject })?.recordID else {
      throw .remote(.notFound)
    }
    return id
  }

  private func asked<R>(_ body: () async throws(RemoteError) -> R) async throws(SyncError) -> R {
    do throws(RemoteError) {
      return try await body()
    } catch {
      throw .remote(error)
    }
  }
}

/// An app by the names that both sides know it by.
package struct AppPath: Hashable, Sendable {
  package var project: String
  package var cluster: String
  package var namespace: String
  package var name: String

  package init(project: String, cluster: String, namespace: String, name: String) {
    (self.project, self.cluster, self.namespace, self.name) = (project, cluster, namespace, name)
  }

  var subject: String { Subject.app("\(project)/\(cluster)", namespace, name) }
}
