import Model
import Storage

extension SyncRun {
  mutating func change(_ step: SyncStep) async throws(StepError) -> Bool {
    let subject = step.subject
    var entry = theirs(subject)
    if !step.there.isEmpty {
      guard try await isUnchangedThere(subject) else { return false }
      var goal = SyncField.applying(step.there, to: entry.fields)
      for change in step.there where change.new != nil { goal[change.field] = mine(subject)[change.field] }
      entry = try await push(subject, from: entry, to: goal)
    }
    return try await take(step.here, of: subject, from: entry)
  }

  /// Takes what was changed there, and remembers what both sides have now.
  func take(_ changes: [SyncFieldChange], of subject: String, from entry: SyncEntry) async throws(StepError) -> Bool {
    let after = merged(changes, subject, entry)
    let memory: [SyncMemoryChange] = [
      .keep(base(subject, here: after, there: entry).record(of: subject)), .end(subject: subject),
    ]
    guard !changes.isEmpty, let id = here[subject], let old = plan.configurations[id] else {
      try await remember(memory)
      return true
    }
    let app = AppID(rawValue: id)
    for change in changes where change.field.hasPrefix(SyncField.secret) {
      let key = String(change.field.dropFirst(SyncField.secret.count))
      let change = PulledChange.deleteSecret(app, key: key, checksum: mine(subject)[change.field])
      guard try await pull(change, []) else { return false }
    }
    return try await pull(.updateApp(app, from: old, to: SyncField.configuration(after, over: old)), memory)
  }

  /// What this side has with these changes from there.
  func merged(_ changes: [SyncFieldChange], _ subject: String, _ entry: SyncEntry) -> [String: String] {
    var after = mine(subject)
    for change in changes { after[change.field] = entry.fields[change.field] }
    return after
  }

  /// Sends what differs, each part by its route, and reads what the server has afterwards.
  mutating func push(
    _ subject: String, from old: SyncEntry, to goal: [String: String]
  ) async throws(StepError) -> SyncEntry {
    var doubts: [RemoteError] = []
    let failures = report.failures.count
    for request in SyncField.requests(from: old.fields, to: goal) {
      // The autoscaling of a cluster that is away is stored all the same: reading again tells.
      try await tried(subject, &doubts) { [client] () throws(RemoteError) in
        try await client.put(request.body, app: old.id, request.part)
      }
    }
    let sent = try await pushSecrets(subject, from: old, to: goal, &doubts)
    let after = try await asked { [client, base = plan.base[subject]] () throws(RemoteError) in
      let app = try await client.app(old.id)
      var entry = SyncEntry(id: app.id, fields: app.fields)
      if old.fields["image"] == goal["image"] { entry.fields["image"] = old.fields["image"] }
      entry.secretTimes = try await client.secrets(of: app.id)
      for (key, time) in entry.secretTimes {
        let field = SyncField.secret + key
        let wasSent = sent.contains(field) && time != old.secretTimes[key]
        let isKnown = base?.secretTimes[key] == time
        entry.fields[field] = wasSent ? goal[field] : isKnown ? old.fields[field] : SyncField.unknownSecret(at: time)
      }
      return entry
    }
    let fields = Set(goal.keys).union(old.fields.keys).filter { field in
      old.fields[field] != goal[field] && after.fields[field] != goal[field] && field != "port"
    }
    if !fields.isEmpty, report.failures.count == failures {
      let error = doubts.first ?? .notTaken(fields: fields.sorted())
      report.failures.append(SyncReport.Failure(subject: subject, error: error))
    }
    return after
  }

  /// One part of a change: a refusal is told and does not keep the other parts back.
  ///
  /// - Parameter doubts: gets what leaves open whether it was done, which is read afterwards.
  mutating func tried(
    _ subject: String, _ doubts: inout [RemoteError], _ body: () async throws(RemoteError) -> Void
  ) async throws(StepError) {
    do throws(RemoteError) {
      try await body()
    } catch {
      if case .unauthorized = error { throw .remote(error) }
      guard case .http(let reason) = error else {
        return report.failures.append(SyncReport.Failure(subject: subject, error: error))
      }
      guard error.isInDoubt, reason != .cancelled else { throw .remote(error) }
      doubts.append(error)
    }
  }
}
