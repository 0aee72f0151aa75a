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
      console.print(Self.title(of: step))
      for change in step.there { console.print("  there  \(Self.line(change))") }
      for change in step.here { console.print("  here   \(Self.line(change))") }
    }
    for conflict in conflicts { print(conflict, to: console) }
    for step in waiting { console.note("waits for --yes: \(Self.title(of: step))") }
    for note in notes { console.note("note: \(note.neutralised())") }
    for failure in failures { console.note("failed: \(failure.subject.neutralised()): \(failure.message)") }
    if steps.isEmpty, conflicts.isEmpty, waiting.isEmpty, failures.isEmpty { console.note("Both sides are the same.") }
  }

  private func print(_ conflict: SyncConflict, to console: Console) {
    let field = conflict.field.map { " \($0)" } ?? ""
    console.print("conflict  \((conflict.subject + field).neutralised())")
    if conflict.field != nil { console.print("  before  \(Self.shown(conflict.base))") }
    console.print("  local   \(Self.shown(conflict.local))")
    console.print("  remote  \(Self.shown(conflict.remote))")
  }

  static func title(of step: SyncStep) -> String {
    let action =
      switch step.kind {
      case .createThere: "create there"
      case .createHere: "create here"
      case .change: "change"
      case .recreateThere: "delete and create there"
      case .deleteThere: "delete there"
      case .deleteHere: "delete here"
      case .remember: "remember"
      case .forget: "forget"
      }
    return "\(action)  \(step.subject.neutralised())"
  }

  private static func line(_ change: SyncFieldChange) -> String {
    "\(change.field.neutralised()): \(shown(change.old)) → \(shown(change.new))"
  }

  private static func shown(_ value: String?) -> String { value?.neutralised() ?? "–" }
}
