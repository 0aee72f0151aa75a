import Model
import Storage

/// Reads both sides into trees. What cannot be read is marked as unknown, so that nobody takes it for deleted.
struct Walk {
  let client: RemoteClient
  let base: [String: BaseEntry]
  private(set) var tree = SyncTree()
  private(set) var notes: [String] = []

  private let reading: @Sendable (String) -> Void

  init(
    client: RemoteClient, base: [String: BaseEntry], reading: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    (self.client, self.base, self.reading) = (client, base, reading)
  }

  // MARK: The server

  mutating func walk(only project: String?) async throws(RemoteError) {
    for record in try await client.projects() where project == nil || record.name == project {
      guard accepts(record.name, below: nil) else { continue }
      tree.entries[record.name] = SyncEntry(id: record.id)
      reading(record.name)
      do {
        try await walk(project: record)
      } catch .pending {
        leaveOut(record.name, "a cluster of it is being tested there; the project is left out until that has ended")
      } catch .notFound {
        leaveOut(record.name, "it went away while it was read; it is left out this time")
      } catch .refused(let status, let message) {
        leaveOut(record.name, "the server could not list it (\(status): \(message)); it is left out this time")
      }
    }
  }

  private mutating func walk(project: RemoteContainer) async throws(RemoteError) {
    for cluster in try await client.clusters(of: project.id) {
      guard accepts(cluster.name, below: project.name) else { continue }
      let subject = "\(project.name)/\(cluster.name)"
      tree.entries[subject] = SyncEntry(id: cluster.id)
      reading(subject)
      do {
        for app in try await client.apps(of: cluster.id) {
          guard accepts(app.name, below: subject), accepts(app.namespace, below: subject) else { continue }
          let path = Subject.app(subject, app.namespace, app.name)
          tree.entries[path] = try await entry(of: app, at: path)
        }
      } catch .notFound {
        leaveOut(subject, "it went away while it was read, or is being tested; it is left out this time")
      }
    }
  }

  /// An app with what takes requests of its own.
  func entry(of app: RemoteApp, at path: String) async throws(RemoteError) -> SyncEntry {
    var entry = SyncEntry(id: app.id, fields: app.fields)
    let known = base[path]
    if app.currentRevision > 0, let image = entry.fields["image"], image != known?.fields["image"] {
      // After an automatic rollback the row still names the image that failed.
      let revisions = try await client.revisions(of: app.id)
      if revisions.contains(where: { $0.wasRolledBack && $0.image == image }),
        let current = revisions.first(where: { $0.number == app.currentRevision }), !current.wasRolledBack
      {
        entry.fields["image"] = current.image
      }
    }
    entry.secretTimes = try await client.secrets(of: app.id)
    for (key, time) in entry.secretTimes {
      let field = SyncField.secret + key
      // A value that was not set since the last sync is still the one that we know.
      let isKnown = known?.recordID == app.id && known?.secretTimes[key] == time
      entry.fields[field] = (isKnown ? known?.fields[field] : nil) ?? SyncField.unknownSecret(at: time)
    }
    return entry
  }

  private mutating func accepts(_ name: String, below parent: String?) -> Bool {
    guard name.isEmpty || name.contains("/") || name != name.neutralised() else { return true }
    notes.append("\(parent.map { $0 + ": " } ?? "")\"\(name.neutralised())\" there is no name here; it stays there")
    return false
  }

  private mutating func leaveOut(_ subject: String, _ reason: String) {
    tree.unknown.insert(subject)
    notes.append("\(subject): \(reason)")
  }

  // MARK: This store

  static func here(_ records: SyncedRecords) -> (tree: SyncTree, notes: [String]) {
    var tree = SyncTree()
    var notes: [String] = []
    var projects: [ProjectID: String] = [:]
    var clusters: [ClusterID: String] = [:]
    for project in records.snapshot.projects {
      projects[project.id] = project.name
      tree.entries[project.name] = SyncEntry(id: project.id.rawValue)
    }
    for cluster in records.snapshot.clusters {
      guard let project = projects[cluster.projectID] else { continue }
      let subject = "\(project)/\(cluster.name)"
      clusters[cluster.id] = subject
      tree.entries[subject] = SyncEntry(id: cluster.id.rawValue)
      if records.kubeconfigs[cluster.id] != nil { tree.credentials.insert(subject) }
    }
    for app in records.snapshot.apps {
      guard let cluster = clusters[app.clusterID] else { continue }
      let subject = Subject.app(cluster, app.namespace, app.name)
      guard app.configuration.work == .continuous else {
        tree.unknown.insert(subject)
        notes.append("\(subject): the server has no cron jobs and tasks; it stays here")
        continue
      }
      var fields = SyncField.fields(of: app.configuration)
      for (key, checksum) in records.secrets[app.id] ?? [:] { fields[SyncField.secret + key] = checksum }
      tree.entries[subject] = SyncEntry(id: app.id.rawValue, fields: fields)
    }
    return (tree, notes)
  }
}
