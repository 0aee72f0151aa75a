import Model
import Storage

extension SyncRun {
  mutating func createThere(_ subject: String) async throws(StepError) -> Bool {
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
    default: return try await createApp(subject, mine(subject), recreates: false)
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

  private mutating func createApp(
    _ subject: String, _ fields: [String: String], recreates: Bool
  ) async throws(StepError) -> Bool {
    let parts = Subject.parts(subject)
    let cluster = try parentID(of: subject, in: there)
    let configuration = SyncField.configuration(fields, over: nil)
    let posted = SyncField.posted(configuration)
    func find() async throws(StepError) -> RemoteApp? {
      try await asked { [client] () throws(RemoteError) in
        try await client.apps(of: cluster).first { $0.name == parts[3] && $0.namespace == parts[2] }
      }
    }
    // Somebody was faster: that is for the next comparison.
    guard try await find() == nil else { return false }
    try await remember([.begin(Intent.create(recreates: recreates, fields: posted).record(of: subject))])
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
    try await remember([.keep(base(subject, here: fields, there: after).record(of: subject)), .end(subject: subject)])
    return true
  }

  /// What was changed there is taken first, because it goes with the app that is deleted.
  mutating func recreateThere(_ step: SyncStep) async throws(StepError) -> Bool {
    let subject = step.subject
    guard try await isUnchangedThere(subject), try await take(step.here, of: subject, from: theirs(subject)) else {
      return false
    }
    let fields = merged(step.here, subject, theirs(subject))
    let posted = SyncField.posted(SyncField.configuration(fields, over: nil))
    try await remember([.begin(Intent.create(recreates: true, fields: posted).record(of: subject))])
    try await delete(subject)
    return try await createApp(subject, fields, recreates: true)
  }

  mutating func createHere(_ subject: String) async throws(StepError) -> Bool {
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
}
