import Foundation
import Model
import Storage

/// What was about to be asked of the server, where nobody could recognise afterwards whether it was done.
enum Intent: Codable, Equatable {
  /// With what is posted. `recreates` says that a missing record was deleted by ourselves.
  case create(recreates: Bool, fields: [String: String])
  /// With the time at the server, and when each of these secrets had been set last.
  case setSecrets(app: String, since: String, times: [String: String?])

  func record(of subject: String) -> SyncStepRecord {
    let step = (try? RecordJSON.encoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return SyncStepRecord(subject: subject, step: step)
  }
}

/// What the intents of a sync that was cut short come to, now that both sides have been read.
struct Settlement {
  /// How long after an intent a secret that was set is taken for ours: the server gives a request no more time.
  static let window: TimeInterval = 15

  private(set) var changes: [SyncMemoryChange] = []
  private let here: SyncTree
  private let there: SyncTree

  init(
    _ steps: [SyncStepRecord], base: inout [String: BaseEntry], here: SyncTree, there: SyncTree, only project: String?
  ) {
    (self.here, self.there) = (here, there)
    for step in steps {
      let isInScope = project == nil || step.subject.hasPrefix("\(project ?? "")/")
      guard isInScope, there.knows(step.subject) else { continue }
      changes.append(.end(subject: step.subject))
      switch try? JSONDecoder().decode(Intent.self, from: Data(step.step.utf8)) {
      case .create(let recreates, let fields): settle(creationOf: step.subject, recreates, fields, &base)
      case .setSecrets(let app, let since, let times): settle(secretsOf: step.subject, app, since, times, &base)
      case nil: break
      }
    }
  }

  private mutating func settle(
    creationOf subject: String, _ recreates: Bool, _ posted: [String: String], _ base: inout [String: BaseEntry]
  ) {
    if let entry = there.entries[subject] {
      let fields = entry.fields.filter { !$0.key.hasPrefix(SyncField.secret) }
      guard base[subject]?.recordID != entry.id, fields == posted else { return }
      // It has exactly what we posted: it is ours.
      keep(BaseEntry(localID: here.entries[subject]?.id, recordID: entry.id, fields: fields), subject, &base)
    } else if recreates, Subject.parent(subject).map({ there.entries[$0] != nil }) ?? false {
      // We deleted it ourselves to make it again.
      base[subject] = nil
      changes.append(.forget(subject: subject))
    }
  }

  /// What was set right after the intent is ours, with a value that may be older than the present one: it is set again.
  private mutating func settle(
    secretsOf subject: String, _ app: String, _ since: String, _ times: [String: String?],
    _ base: inout [String: BaseEntry]
  ) {
    guard let entry = there.entries[subject], var known = base[subject], entry.id == app, known.recordID == app,
      let start = RFC3339.date(from: since)
    else { return }
    for (key, old) in times {
      guard let time = entry.secretTimes[key], time != old, let date = RFC3339.date(from: time),
        (0...Self.window).contains(date.timeIntervalSince(start))
      else { continue }
      known.fields[SyncField.secret + key] = SyncField.unknownSecret(at: time)
      known.secretTimes[key] = time
    }
    guard known != base[subject] else { return }
    keep(known, subject, &base)
  }

  private mutating func keep(_ entry: BaseEntry, _ subject: String, _ base: inout [String: BaseEntry]) {
    base[subject] = entry
    changes.append(.keep(entry.record(of: subject)))
  }
}
