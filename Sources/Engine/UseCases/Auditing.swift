import Model
import Storage

extension Engine {
  /// Writes down that something is done before it is done, and what came of it after.
  ///
  /// - Parameter subject: names, never values.
  func audited<Result>(
    _ action: String, subject: String, _ body: () async throws(EngineError) -> Result
  ) async throws(EngineError) -> Result {
    let (actor, origin) = surroundings.whoAndWhere
    let entry = try await stored { () throws(StoreError) in
      try await store.beginAudit(action: action, subject: subject, by: actor, from: origin)
    }
    do throws(EngineError) {
      let result = try await body()
      try await stored { () throws(StoreError) in try await store.finishAudit(entry, .done) }
      return result
    } catch {
      let message = error.explanation.text
      try? await store.finishAudit(entry, .failed, message: message)
      throw error
    }
  }

  func audited<Result>(
    _ action: String, _ app: AppID, _ body: () async throws(EngineError) -> Result
  ) async throws(EngineError) -> Result {
    try await audited(action, subject: try await name(of: app), body)
  }

  /// Audited, and kept with what undoes it. What failed and changed nothing can't be undone and is not kept.
  ///
  /// - Parameter body: gets the entry of the journal, where one is kept.
  func journaled<Result>(
    _ action: String, _ kind: JournalEntry.Kind, _ app: AppID, _ body: (Int?) async throws(EngineError) -> Result
  ) async throws(EngineError) -> Result {
    try await audited(action, app) { () throws(EngineError) in
      guard keepsJournal else { return try await body(nil) }
      let author = surroundings.author
      let entry = try await stored { () throws(StoreError) in try await store.beginJournal(kind, of: app, by: author) }
      do throws(EngineError) {
        let result = try await body(entry)
        try await stored { () throws(StoreError) in try await store.finishJournal(entry) }
        return result
      } catch {
        if kind == .restart { try? await store.forgetJournal(entry) } else { try? await store.finishJournal(entry) }
        throw error
      }
    }
  }

  func name(of id: AppID) async throws(EngineError) -> String {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    let cluster = try await stored { () throws(StoreError) in try await store.cluster(app.clusterID) }
    return try await name(of: app.name, app.namespace, on: cluster)
  }

  /// As people call it, with its namespace: names can be reused, and the entry outlives the app.
  func name(of app: String, _ namespace: String, on cluster: Cluster) async throws(EngineError) -> String {
    let project = try await stored { () throws(StoreError) in try await store.project(cluster.projectID) }
    return AppReference.path(
      project: project.name, cluster: cluster.name, namespace: namespace, name: app
    ).description
  }
}

extension Engine.Surroundings {
  /// The two parts of `user@host`.
  fileprivate var whoAndWhere: (String, String) {
    guard let at = author.lastIndex(of: "@") else { return (author, "") }
    return (String(author[..<at]), String(author[author.index(after: at)...]))
  }
}
