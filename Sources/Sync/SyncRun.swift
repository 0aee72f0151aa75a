import Foundation
import Model
import Storage

/// One plan being carried out. What was made on the way is known to what comes below it.
struct SyncRun {
  let driver: SyncDriver
  let plan: SyncPlan
  var report: SyncReport
  private var here: [String: String]
  private var there: [String: String]

  init(driver: SyncDriver, plan: SyncPlan) {
    (self.driver, self.plan) = (driver, plan)
    report = SyncReport(conflicts: plan.conflicts, notes: plan.notes)
    here = plan.here.entries.mapValues(\.id)
    there = plan.there.entries.mapValues(\.id)
  }

  mutating func perform(_ step: SyncStep) async throws(SyncError) {
    do throws(StepError) {
      guard try await carryOut(step) else {
        report.notes.append("\(step.subject): it has changed meanwhile; the next sync looks again")
        return
      }
      if step.isShown { report.done.append(step) }
    } catch {
      switch error {
      case .store(let error): throw .store(error)
      case .remote(let error) where error.endsSync: throw .remote(error)
      case .remote(let error): report.failures.append(SyncReport.Failure(subject: step.subject, error: error))
      case .noParent: break
      }
    }
  }

  enum StepError: Error {
    case store(StoreError)
    case remote(RemoteError)
    /// What it belongs to could not be made, which has been told.
    case noParent
  }

  // MARK: Steps

  /// False when the plan no longer fits.
  private mutating func carryOut(_ step: SyncStep) async throws(StepError) -> Bool {
    let subject = step.subject
    switch step.kind {
    case .forget:
      try await remember([.forget(subject: subject)])
      return true
    case .remember:
      try await remember([.keep(base(subject, here: mine(subject), there: theirs(subject)).record(of: subject))])
      return true
    case .createThere: return try await createThere(subject)
    case .createHere: return try await createHere(subject)
    case .change: return try await change(step)
    case .recreateThere: return try await recreateThere(step)
    case .deleteThere: return try await deleteThere(subject)
    case .deleteHere: return try await deleteHere(subject)
    }
  }

  private mutating func createThere(_ subject: String) async throws(StepError) -> Bool {
    let parts = Subject.parts(subject)
    let parent = try parentID(of: subject, in: there)
    switch parts.count {
    case 1:
      there[subject] = try await made(
        { [client] () throws(RemoteError) in try await client.projects().first { $0.name == subject }?.id },
        by: { [client] () throws(RemoteError) in try await client.createProject(subject).id })
    case 2:
      let id = ClusterID(rawValue: here[subject] ?? "")
      let kubeconfig = try await stored { [store] () throws(StoreError) in try await store.kubeconfig(of: id) }
      there[subject] = try await made(
        { [client] () throws(RemoteError) in try await client.clusters(of: parent).first { $0.name == parts[1] }?.id },
        by: { [client] () throws(RemoteError) in
          try await client.createCluster(parts[1], kubeconfig: kubeconfig, in: parent).id
        })
    default: return try await createApp(subject, recreates: false)
    }
    try await remember([.keep(base(subject, here: [:], there: SyncEntry(id: "")).record(of: subject))])
    return true
  }

  /// Looks before it makes, and again when nobody heard whether it was made.
  private func made(
    _ lookUp: () async throws(RemoteError) -> String?, by create: () async throws(RemoteError) -> String
  ) async throws(StepError) -> String {
    try await asked { () throws(RemoteError) in
      if let id = try await lookUp() { return id }
      do throws(RemoteError) {
        return try await create()
      } catch {
        guard error.isInDoubt, let id = try await lookUp() else { throw error }
        return id
      }
    }
  }

  private mutating func createApp(_ subject: String, recreates: Bool) async throws(StepError) -> Bool {
    let parts = Subject.parts(subject)
    let cluster = try parentID(of: subject, in: there)
    let fields = mine(subject)
    let configuration = SyncField.configuration(fields, over: nil)
    let posted = SyncField.posted(configuration)
    func find() async throws(StepError) -> RemoteApp? {
      try await asked { [client] () throws(RemoteError) in
        try await client.apps(of: cluster).first { $0.name == parts[3] && $0.namespace == parts[2] }
      }
    }
    // Somebody was faster: that is for the next comparison.
    guard try await find() == nil else { return false }
    try await remember([.begin(Intent(recreates: recreates, fields: posted).record(of: subject))])
    let body = SyncField.postBody(configuration, name: parts[3], namespace: parts[2])
    let app: RemoteApp
    do throws(StepError) {
      app = try await asked { [client] () throws(RemoteError) in try await client.createApp(body, on: cluster) }
    } catch {
      guard case .remote(let reason) = error, reason.isInDoubt, let found = try await find(), found.fields == posted
      else { throw error }
      app = found
    }
    there[subject] = app.id
    let made = SyncEntry(id: app.id, fields: app.fields)
    try await remember([
      .keep(base(subject, here: posted, there: made).record(of: subject)), .end(subject: subject),
    ])
    let after = try await push(subject, from: made, to: fields)
    try await remember([.keep(base(subject, here: fields, there: after).record(of: subject))])
    return true
  }

  private mutating func recreateThere(_ step: SyncStep) async throws(StepError) -> Bool {
    let subject = step.subject
    let posted = SyncField.posted(SyncField.configuration(mine(subject), over: nil))
    guard try await isUnchangedThere(subject) else { return false }
    try await remember([.begin(Intent(recreates: true, fields: posted).record(of: subject))])
    try await delete(subject)
    guard try await createApp(subject, recreates: true) else { return false }
    guard !step.here.isEmpty else { return true }
    report.notes.append("\(subject): it was made again there; what was changed there comes with the next sync")
    return true
  }

  private mutating func createHere(_ subject: String) async throws(StepError) -> Bool {
    let parts = Subject.parts(subject)
    let parent = try parentID(of: subject, in: here)
    let entry = plan.there.entries[subject] ?? SyncEntry(id: "")
    let change: PulledChange
    let id: String
    switch parts.count {
    case 1:
      let project = Project(name: subject, createdAt: driver.now())
      (change, id) = (.createProject(project), project.id.rawValue)
    case 2:
      let cluster = Cluster(
        projectID: ProjectID(rawValue: parent), name: parts[1], endpoint: "", context: "", createdAt: driver.now())
      (change, id) = (.createCluster(cluster), cluster.id.rawValue)
    default:
      let app = App(
        clusterID: ClusterID(rawValue: parent), name: parts[3], namespace: parts[2],
        configuration: SyncField.configuration(entry.fields, over: nil), createdAt: driver.now())
      (change, id) = (.createApp(app), app.id.rawValue)
    }
    here[subject] = id
    let values = entry.fields.filter { !$0.key.hasPrefix(SyncField.secret) }
    return try await pull(change, [.keep(base(subject, here: values, there: entry).record(of: subject))])
  }

  private mutating func change(_ step: SyncStep) async throws(StepError) -> Bool {
    let subject = step.subject
    let before = mine(subject)
    var entry = theirs(subject)
    if !step.there.isEmpty {
      guard try await isUnchangedThere(subject) else { return false }
      var goal = SyncField.applying(step.there, to: entry.fields)
      for change in step.there where change.new != nil { goal[change.field] = before[change.field] }
      entry = try await push(subject, from: entry, to: goal)
    }
    var after = before
    for change in step.here { after[change.field] = entry.fields[change.field] }
    let memory: [SyncMemoryChange] = [.keep(base(subject, here: after, there: entry).record(of: subject))]
    guard !step.here.isEmpty, let id = here[subject], let old = plan.configurations[id] else {
      try await remember(memory)
      return true
    }
    let app = AppID(rawValue: id)
    for change in step.here where change.field.hasPrefix(SyncField.secret) {
      let key = String(change.field.dropFirst(SyncField.secret.count))
      guard try await pull(.deleteSecret(app, key: key), []) else { return false }
    }
    return try await pull(
      .updateApp(app, from: old, to: SyncField.configuration(after, over: old)), memory)
  }

  private func deleteThere(_ subject: String) async throws(StepError) -> Bool {
    guard try await isUnchangedThere(subject) else { return false }
    try await delete(subject)
    try await remember([.forget(subject: subject)])
    return true
  }

  /// One request for a container, never one for each app in it: that would take their workloads down.
  private func delete(_ subject: String) async throws(StepError) {
    guard let id = there[subject] else { return }
    func send() async throws(RemoteError) {
      do throws(RemoteError) {
        switch Subject.parts(subject).count {
        case 1: try await client.deleteProject(id)
        case 2: try await client.deleteCluster(id)
        default: try await client.deleteApp(id)
        }
      } catch .notFound {
        // It is gone already.
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

  private func deleteHere(_ subject: String) async throws(StepError) -> Bool {
    guard let id = here[subject] else { return false }
    var apps: [AppID: AppConfiguration] = [:]
    for (path, entry) in plan.here.subtree(subject) where Subject.parts(path).count == 4 {
      apps[AppID(rawValue: entry.id)] = plan.configurations[entry.id]
    }
    let change: PulledChange
    switch Subject.parts(subject).count {
    case 1: change = .deleteProject(ProjectID(rawValue: id), apps: apps)
    case 2: change = .deleteCluster(ClusterID(rawValue: id), apps: apps)
    default:
      guard let configuration = apps[AppID(rawValue: id)] else { return false }
      change = .deleteApp(AppID(rawValue: id), configuration: configuration)
    }
    return try await pull(change, [.forget(subject: subject)])
  }

  // MARK: The server

  /// Sends what differs, each part by its route, and reads what the server has afterwards.
  private mutating func push(
    _ subject: String, from old: SyncEntry, to goal: [String: String]
  ) async throws(StepError) -> SyncEntry {
    for request in SyncField.requests(from: old.fields, to: goal) {
      // The autoscaling of a cluster that is away is stored all the same: reading again tells.
      try await tried(subject) { [client] () throws(RemoteError) in
        try await client.put(request.body, app: old.id, request.part)
      }
    }
    var sent: Set<String> = []
    let secrets = Set(goal.keys).union(old.fields.keys).filter { $0.hasPrefix(SyncField.secret) }
    let values =
      secrets.isEmpty
      ? [:]
      : try await stored { [store, id = here[subject] ?? ""] () throws(StoreError) in
        try await store.secretValues(of: AppID(rawValue: id))
      }
    for field in secrets.sorted() where goal[field] != old.fields[field] {
      let key = String(field.dropFirst(SyncField.secret.count))
      if goal[field] == nil {
        try await tried(subject) { [client] () throws(RemoteError) in try await client.deleteSecret(key, of: old.id) }
      } else if let value = values[key] {
        try await tried(subject) { [client] () throws(RemoteError) in
          try await client.setSecret(key, to: value, of: old.id)
        }
        sent.insert(field)
      }
    }
    return try await asked { [client, base = plan.base] () throws(RemoteError) in
      let app = try await client.app(old.id)
      var entry = SyncEntry(id: app.id, fields: app.fields)
      if old.fields["image"] == goal["image"] { entry.fields["image"] = old.fields["image"] }
      entry.secretTimes = try await client.secrets(of: app.id)
      for (key, time) in entry.secretTimes {
        let field = SyncField.secret + key
        let wasSent = sent.contains(field) && time != old.secretTimes[key]
        let isKnown = base[subject]?.secretTimes[key] == time
        entry.fields[field] = wasSent ? goal[field] : isKnown ? old.fields[field] : "since \(time)"
      }
      return entry
    }
  }

  /// One part of a change: a refusal is told and does not keep the other parts back.
  private mutating func tried(
    _ subject: String, _ body: () async throws(RemoteError) -> Void
  ) async throws(StepError) {
    do throws(RemoteError) {
      try await body()
    } catch {
      // Whether it was done is read afterwards.
      if case .http(let reason) = error, !error.isInDoubt || reason == .cancelled { throw .remote(error) }
      if case .unauthorized = error { throw .remote(error) }
      if case .http = error { return }
      report.failures.append(SyncReport.Failure(subject: subject, error: error))
    }
  }

  /// Whether the server still has what the plan was made from, at and below a path.
  private func isUnchangedThere(_ subject: String) async throws(StepError) -> Bool {
    let project = Subject.parts(subject)[0]
    var walk = Walk(client: client, base: plan.base)
    if Subject.parts(subject).count == 4, let id = there[subject] {
      return try await asked { [walk] () throws(RemoteError) in
        try await walk.entry(of: try await client.app(id), at: subject) == plan.there.entries[subject]
      }
    }
    do throws(RemoteError) {
      try await walk.walk(only: project)
    } catch {
      throw .remote(error)
    }
    return walk.tree.isWhole(subject) && walk.tree.subtree(subject) == plan.there.subtree(subject)
  }

  // MARK: Remembering

  private var client: RemoteClient { driver.client }
  private var store: Store { driver.store }
  private func mine(_ subject: String) -> [String: String] { plan.here.entries[subject]?.fields ?? [:] }
  private func theirs(_ subject: String) -> SyncEntry { plan.there.entries[subject] ?? SyncEntry(id: "") }

  private func parentID(of subject: String, in ids: [String: String]) throws(StepError) -> String {
    guard let parent = Subject.parent(subject) else { return "" }
    guard let id = ids[parent] else { throw .noParent }
    return id
  }

  /// What both sides have now. Where they differ, what they had before goes on being the base.
  private func base(_ subject: String, here fields: [String: String], there entry: SyncEntry) -> BaseEntry {
    let old = plan.base[subject]
    var base = BaseEntry(localID: here[subject], recordID: there[subject])
    for field in Set(fields.keys).union(entry.fields.keys).union((old?.fields ?? [:]).keys) {
      base.fields[field] = fields[field] == entry.fields[field] ? fields[field] : old?.fields[field]
    }
    for (key, time) in entry.secretTimes {
      let field = SyncField.secret + key
      // The time belongs to the value that is remembered.
      base.secretTimes[key] =
        entry.fields[field] == base.fields[field] && base.fields[field] != nil ? time : old?.secretTimes[key]
    }
    return base
  }

  private func remember(_ changes: [SyncMemoryChange]) async throws(StepError) {
    try await stored { [store, id = driver.remote] () throws(StoreError) in try await store.remember(changes, of: id) }
  }

  private func pull(_ change: PulledChange, _ memory: [SyncMemoryChange]) async throws(StepError) -> Bool {
    try await stored { [store, id = driver.remote] () throws(StoreError) in
      try await store.pull(change, remembering: memory, of: id)
    }
  }

  private func stored<R>(_ body: () async throws(StoreError) -> R) async throws(StepError) -> R {
    do throws(StoreError) {
      return try await body()
    } catch {
      throw .store(error)
    }
  }

  private func asked<R>(_ body: () async throws(RemoteError) -> R) async throws(StepError) -> R {
    do throws(RemoteError) {
      return try await body()
    } catch {
      throw .remote(error)
    }
  }
}
