import Engine
import Model
import Sync

/// What a sync did or would do, for people and for programs.
struct SyncOutput: Encodable {
  struct Failure: Encodable {
    let subject: String
    let message: String
  }

  var steps: [SyncStep]
  var conflicts: [SyncConflict]
  var notes: [String]
  /// Withheld until a person agrees.
  var waiting: [SyncStep] = []
  var failures: [Failure] = []

  init(steps: [SyncStep], conflicts: [SyncConflict], notes: [String]) {
    self.steps = steps.filter(\.isShown)
    (self.conflicts, self.notes) = (conflicts, notes)
  }

  init(_ report: SyncReport, remote: String) {
    self.init(steps: report.done, conflicts: report.conflicts, notes: report.notes)
    waiting = report.waiting
    failures = report.failures.map { failure in
      Failure(subject: failure.subject, message: failure.error.explanation(remote: remote).text)
    }
  }

  func print(to console: Console) {
    for step in steps {
      console.print(step.title)
      for change in step.there { console.print("  there  \(change.text)") }
      for change in step.here { console.print("  here   \(change.text)") }
    }
    for conflict in conflicts { print(conflict, to: console) }
    for step in waiting { console.note("waits for --yes: \(step.title)") }
    for note in notes { console.note("note: \(note.neutralised())") }
    for failure in failures { console.note("failed: \(failure.subject.neutralised()): \(failure.message)") }
    if steps.isEmpty, conflicts.isEmpty, waiting.isEmpty, failures.isEmpty { console.note("Both sides are the same.") }
  }

  private func print(_ conflict: SyncConflict, to console: Console) {
    let field = conflict.field.map { " \($0)" } ?? ""
    console.print("conflict  \((conflict.subject + field).neutralised())")
    if conflict.field != nil { console.print("  before  \(SyncFieldChange.shown(conflict.base))") }
    console.print("  local   \(SyncFieldChange.shown(conflict.local))")
    console.print("  remote  \(SyncFieldChange.shown(conflict.remote))")
  }
}
