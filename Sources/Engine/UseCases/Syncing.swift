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
    named name: String, url: String, token: String?, schedule: SyncSchedule = .kept
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
    let known = try await stored { () throws(StoreError) in try await store.remotes() }.first { $0.name == name }
    guard isNew || known != nil else { throw .remoteTokenMissing(remote: name) }
    return try await audited("set remote", subject: name) { () throws(EngineError) in
      try await stored { () throws(StoreError) in
        try await store.setRemote(
          named: name, url: base, token: token, interval: schedule.interval(instead: known?.interval))
      }
    }
  }

  /// How often a server is synced with by itself while the screen is open.
  package func updateRemote(named name: String?, schedule: SyncSchedule) async throws(EngineError) -> Remote {
    let remote = try await remote(named: name)
    return try await setRemote(named: remote.name, url: remote.url, token: nil, schedule: schedule)
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
  ///
  /// - Parameter reading: hears of each project and cluster of the server before it is read.
  package func planSync(
    with remote: Remote, _ options: SyncOptions, reading: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws(EngineError) -> SyncPlan {
    let driver = try await driver(of: remote)
    return try await synced(remote) { () throws(SyncError) in try await driver.plan(options, reading: reading) }
  }

  /// Compares both sides and makes them the same, but for conflicts and for what `allows` withholds.
  ///
  /// - Parameter allows: asked once for the plan, where it takes something away: which of those steps a person agrees to.
  package func sync(
    with remote: Remote, _ options: SyncOptions, allows: @escaping @Sendable (SyncPlan) async -> Set<SyncStep>,
    tell: @escaping @Sendable (SyncStep, Int, Int) -> Void = { _, _, _ in }
  ) async throws(EngineError) -> SyncReport {
    try await locked(remote) { () throws(EngineError) in
      let plan = try await remembered(remote) { () throws(EngineError) in try await planSync(with: remote, options) }
      let agreed = plan.steps.contains(where: \.asks) ? await allows(plan) : []
      return try await carryOut(plan, with: remote, agreed: agreed, tell: tell)
    }
  }

  /// Does what a plan says that a person has seen. What has changed on either side since is left for the next.
  ///
  /// - Parameter agreed: of what takes something away, the steps that the person has agreed to.
  package func apply(
    _ plan: SyncPlan, with remote: Remote, agreed: Set<SyncStep>,
    tell: @escaping @Sendable (SyncStep, Int, Int) -> Void
  ) async throws(EngineError) -> SyncReport {
    try await locked(remote) { () throws(EngineError) in
      try await carryOut(plan, with: remote, agreed: agreed, tell: tell)
    }
  }

  private func carryOut(
    _ plan: SyncPlan, with remote: Remote, agreed: Set<SyncStep>,
    tell: @escaping @Sendable (SyncStep, Int, Int) -> Void
  ) async throws(EngineError) -> SyncReport {
    let guarded = try await guardedClusters()
    let report = try await remembered(remote) { () throws(EngineError) in
      let driver = try await driver(of: remote)
      func apply() async throws(EngineError) -> SyncReport {
        try await synced(remote) { () throws(SyncError) in
          try await driver.apply(
            plan, allows: { step in agreed.contains(step) && !guarded.contains { step.takesDown(below: $0) } },
            tell: tell)
        }
      }
      // One that comes every few minutes and has nothing to do is nothing to write down.
      var report =
        if plan.steps.contains(where: \.isShown) {
          try await audited("sync", subject: remote.name, apply)
        } else {
          try await apply()
        }
      for cluster in guarded
      where report.waiting.contains(where: { agreed.contains($0) && $0.takesDown(below: cluster) }) {
        report.notes.append(
          "\(cluster): it is read-only or protected, and what the server deletes there is taken down; "
            + "a protected one is named with --confirm")
      }
      return report
    }
    try await stored { () throws(StoreError) in try await store.setLastSync(report.lastSync(at: now), of: remote.id) }
    return report
  }

  /// The clusters, as `project/cluster`, on which nothing may be taken down by anybody in this person's name.
  private func guardedClusters() async throws(EngineError) -> [String] {
    let snapshot = try await stored { () throws(StoreError) in try await store.snapshot() }
    let projects = Dictionary(snapshot.projects.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    return snapshot.clusters.filter { $0.isReadOnly || $0.isProtected && !isConfirmed($0) }.compactMap { cluster in
      projects[cluster.projectID].map { "\($0)/\(cluster.name)" }
    }
  }

  private func locked<R>(
    _ remote: Remote, _ body: () async throws(EngineError) -> R
  ) async throws(EngineError) -> R {
    guard let lock = try await stored({ () throws(StoreError) in try store.tryLockSync(with: remote.id) }) else {
      throw .syncBusy(remote: remote.name)
    }
    defer { withExtendedLifetime(lock) {} }
    return try await body()
  }

  /// A failure is what the last sync came to; that a person stopped it is none.
  private func remembered<R>(
    _ remote: Remote, _ body: () async throws(EngineError) -> R
  ) async throws(EngineError) -> R {
    do throws(EngineError) {
      return try await body()
    } catch .cancelled {
      throw .cancelled
    } catch {
      var last = Remote.LastSync(at: now, outcome: .failed, message: error.explanation.text)
      if case .remote(_, .http) = error {
        last.awaySince = (try? await store.remote(named: remote.name))?.lastSync?.awaySince ?? now
      }
      try? await store.setLastSync(last, of: remote.id)
      throw error
    }
  }

  /// What nobody asks for: it does what is beyond doubt, takes nothing away, decides no conflict and sends no kubeconfig. How it
  /// went is remembered with the server.
  package func syncByItself(with remote: Remote) async {
    _ = try? await sync(with: remote, SyncOptions(), allows: { _ in [] })
  }

  func driver(of remote: Remote) async throws(EngineError) -> SyncDriver {
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

  func synced<R>(
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
    try await setInsecure(cluster.isInsecure, of: known.id)
    return try await self.cluster(known.id)
  }
}

/// How often a server is synced with by itself.
package enum SyncSchedule: Hashable, Sendable {
  /// As it was; not at all for a new one.
  case kept
  case off
  case every(seconds: Int)

  func interval(instead old: Int?) -> Int? {
    switch self {
    case .kept: old
    case .off: nil
    case .every(let seconds): seconds
    }
  }
}

extension SyncReport {
  func lastSync(at date: Date) -> Remote.LastSync {
    Remote.LastSync(
      at: date, outcome: outcome, message: summary, conflicts: conflicts.count, waiting: waiting.count)
  }

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
