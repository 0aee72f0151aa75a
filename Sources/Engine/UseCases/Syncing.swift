import Foundation
import HTTP
import Model
import Storage
import Sync

extension Engine {
  /// A server with a token, checked for form only: `testRemote` asks it.
  ///
  /// - Parameter token: nil keeps the one it has.
  package func setRemote(
    named name: String, url: String, token: String?, interval: Int?
  ) async throws(EngineError) -> Remote {
    try check([Validation.recordName(name, field: "name")])
    var text = url
    while text.hasSuffix("/") { text.removeLast() }
    guard let parsed = URL(string: text), parsed.scheme == "https" || parsed.scheme == "http",
      parsed.host()?.isEmpty == false, parsed.user() == nil, parsed.query() == nil
    else {
      throw .invalid([
        ValidationProblem(
          field: "url", value: url.neutralised(), rule: "a server is an https:// URL without user and query")
      ])
    }
    if let token, token.isEmpty || !token.utf8.allSatisfy({ (33...126).contains($0) }) {
      throw .invalid([
        ValidationProblem(field: "token", value: "", rule: "a token is one word of printable ASCII characters")
      ])
    }
    let (base, isNew) = (text, token != nil)
    let isKnown = try await knows(name)
    guard isNew || isKnown else { throw .remoteTokenMissing(remote: name) }
    return try await audited("set remote", subject: name) { () throws(EngineError) in
      try await stored { () throws(StoreError) in
        try await store.setRemote(named: name, url: base, token: token, interval: interval)
      }
    }
  }

  package func removeRemote(named name: String) async throws(EngineError) {
    let remote = try await remote(named: name)
    try await audited("remove remote", subject: remote.name) { () throws(EngineError) in
      try await stored { () throws(StoreError) in try await store.removeRemote(remote.id) }
    }
  }

  /// The one of that name; without a name the only one.
  package func remote(named name: String?) async throws(EngineError) -> Remote {
    if let name { return try await stored { () throws(StoreError) in try await store.remote(named: name) } }
    let remotes = try await stored { () throws(StoreError) in try await store.remotes() }
    guard let only = remotes.first else { throw .noRemote }
    guard remotes.count == 1 else { throw .remoteAmbiguous(names: remotes.map(\.name)) }
    return only
  }

  /// How many projects it has, which shows that it is a shipit server that takes the token.
  package func testRemote(_ remote: Remote) async throws(EngineError) -> Int {
    let client = try await client(of: remote)
    do throws(RemoteError) {
      return try await client.test()
    } catch {
      throw .remote(remote.name, error)
    }
  }

  /// What a sync would do; nothing is changed on either side.
  package func planSync(with remote: Remote, _ options: SyncOptions) async throws(EngineError) -> SyncPlan {
    let driver = try await driver(of: remote)
    return try await synced(remote) { () throws(SyncError) in try await driver.plan(options) }
  }

  /// Compares both sides and makes them the same, but for conflicts and for what `allows` withholds.
  ///
  /// - Parameter allows: asked once for the plan, with everything that takes something away.
  package func sync(
    with remote: Remote, _ options: SyncOptions, allows: @escaping @Sendable (SyncPlan) async -> Bool,
    tell: @escaping @Sendable (SyncStep, Int, Int) -> Void = { _, _, _ in }
  ) async throws(EngineError) -> SyncReport {
    guard let lock = try await stored({ () throws(StoreError) in try store.tryLockSync(with: remote.id) }) else {
      throw .syncBusy(remote: remote.name)
    }
    defer { withExtendedLifetime(lock) {} }
    do throws(EngineError) {
      let plan = try await planSync(with: remote, options)
      let isAllowed = plan.steps.contains(where: \.asks) ? await allows(plan) : true
      let driver = try await driver(of: remote)
      let report = try await audited("sync", subject: remote.name) { () throws(EngineError) in
        try await synced(remote) { () throws(SyncError) in
          try await driver.apply(plan, allows: { _ in isAllowed }, tell: tell)
        }
      }
      try await stored { () throws(StoreError) in
        try await store.setLastSync(
          Remote.LastSync(at: now, outcome: report.outcome, message: report.summary), of: remote.id)
      }
      return report
    } catch {
      let last = Remote.LastSync(at: now, outcome: .failed, message: error.explanation.text)
      try? await store.setLastSync(last, of: remote.id)
      throw error
    }
  }

  private func knows(_ name: String) async throws(EngineError) -> Bool {
    try await stored { () throws(StoreError) in try await store.remotes() }.contains { $0.name == name }
  }

  private func driver(of remote: Remote) async throws(EngineError) -> SyncDriver {
    SyncDriver(store: store, client: try await client(of: remote), remote: remote.id, now: surroundings.now)
  }

  private func client(of remote: Remote) async throws(EngineError) -> RemoteClient {
    let token = try await stored { () throws(StoreError) in try await store.token(of: remote.id) }
    guard let url = URL(string: remote.url) else {
      throw .remote(remote.name, .notAServer(reason: "its URL is broken"))
    }
    return RemoteClient(
      transport: surroundings.transport(HTTPEndpoint(server: url)), token: token, clock: surroundings.clock)
  }

  private func synced<R>(
    _ remote: Remote, _ body: () async throws(SyncError) -> R
  ) async throws(EngineError) -> R {
    do throws(SyncError) {
      return try await body()
    } catch {
      switch error {
      case .store(let error): throw .store(error)
      case .remote(.http(.cancelled)): throw .cancelled
      case .remote(let error): throw .remote(remote.name, error)
      }
    }
  }
}

extension Store {
  /// A new cluster, or the credentials of one that came from a server without any.
  func connectCluster(_ cluster: Cluster, kubeconfig: String) async throws(StoreError) -> Cluster {
    guard let known = try await clusters(of: cluster.projectID).first(where: { $0.name == cluster.name }),
      try await self.kubeconfig(of: known.id).isEmpty
    else { return try await createCluster(cluster, kubeconfig: kubeconfig) }
    var filled = cluster
    (filled.id, filled.ingressClass, filled.certificateIssuer) = (
      known.id, known.ingressClass, known.certificateIssuer
    )
    // The limits come first: there is no moment at which it could be changed without them.
    try await setReadOnly(cluster.isReadOnly, of: known.id)
    try await setProtected(cluster.isProtected, of: known.id)
    try await updateCluster(filled)
    try await setKubeconfig(kubeconfig, of: known.id)
    return try await self.cluster(known.id)
  }
}

extension SyncReport {
  package var outcome: Remote.LastSync.Outcome {
    if !failures.isEmpty { return .failed }
    if !conflicts.isEmpty { return .conflicts }
    return waiting.isEmpty ? .done : .waiting
  }

  /// In one line.
  package var summary: String {
    var parts = [done.isEmpty ? "nothing to do" : "\(done.count) done"]
    if !conflicts.isEmpty { parts.append("\(conflicts.count) in conflict") }
    if !waiting.isEmpty { parts.append("\(waiting.count) waiting for a yes") }
    if !failures.isEmpty { parts.append("\(failures.count) failed") }
    return parts.joined(separator: ", ")
  }
}
