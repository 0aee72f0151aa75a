import Model
import Storage

extension SyncRun {
  /// Sets and deletes the secrets that differ.
  ///
  /// Nobody can read a value back, so an intent goes before: a repeat knows by it which of them may be ours.
  ///
  /// - Returns: the fields of those that were set.
  mutating func pushSecrets(
    _ subject: String, from old: SyncEntry, to goal: [String: String], _ doubts: inout [RemoteError]
  ) async throws(StepError) -> Set<String> {
    let fields = Set(goal.keys).union(old.fields.keys)
      .filter { $0.hasPrefix(SyncField.secret) && goal[$0] != old.fields[$0] }.sorted()
    guard !fields.isEmpty else { return [] }
    let values = try await stored { [store, id = here[subject] ?? ""] () throws(StoreError) in
      try await store.secretValues(of: AppID(rawValue: id))
    }
    var sent: Set<String> = []
    for field in fields {
      let key = String(field.dropFirst(SyncField.secret.count))
      if goal[field] == nil {
        try await tried(subject, &doubts) { [client] () throws(RemoteError) in
          try await client.deleteSecret(key, of: old.id)
        }
      } else if let value = values[key] {
        if sent.isEmpty { try await intend(subject, toSet: fields, old, &doubts) }
        try await tried(subject, &doubts) { [client] () throws(RemoteError) in
          try await client.setSecret(key, to: value, of: old.id)
        }
        sent.insert(field)
      }
    }
    return sent
  }

  private mutating func intend(
    _ subject: String, toSet fields: [String], _ old: SyncEntry, _ doubts: inout [RemoteError]
  ) async throws(StepError) {
    // An update of nothing moves the app's time: that is what the server's clock says now.
    try await tried(subject, &doubts) { [client] () throws(RemoteError) in try await client.put([:], app: old.id) }
    let since = try await asked { [client] () throws(RemoteError) in try await client.app(old.id).updatedAt }
    var times: [String: String?] = [:]
    for field in fields {
      let key = String(field.dropFirst(SyncField.secret.count))
      times[key] = .some(old.secretTimes[key])
    }
    try await remember([.begin(Intent.setSecrets(app: old.id, since: since, times: times).record(of: subject))])
  }
}
