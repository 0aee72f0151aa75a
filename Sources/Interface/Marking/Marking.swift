import Engine
import Model
import Terminal

/// Apps that were marked, and what is done to all of them at once.
extension State {
  /// The marked apps that are seen: what is out of sight is not acted on.
  package var markedApps: [App] { marked.isEmpty ? [] : appRows.filter { marked.contains($0.id) } }

  /// Whether the command is for all that are marked, and not for the app under the cursor alone.
  func actsOnMarked(_ command: Command) -> Bool {
    switch command {
    case .deploy, .scale, .restart, .deleteApp: place == .apps && !markedApps.isEmpty
    default: false
    }
  }

  /// Marks the app or unmarks it, and moves on to the next.
  mutating func toggleMark() {
    guard let app = selectedApp else { return }
    marked.formSymmetricDifference([app.id])
    move(by: 1)
  }

  /// One question for all. Those of which it cannot be done are told with the reason, and left out.
  func markedQuestion(_ command: Command, _ apps: [App], replicas: Int = 0) -> Confirmation? {
    var operations: [Operation] = []
    var lines: [Confirmation.Line] = []
    var left: [Confirmation.Line] = []
    for app in apps {
      if let reason = reasonAgainst(command, app) {
        left.append(.init("  \(app.name): \(reason)", .warning))
        continue
      }
      let (operation, note): (Operation, String) =
        switch command {
        case .deploy: (.deploy(app.id), app.configuration.image.neutralised())
        case .scale:
          (.scale(app.id, replicas: replicas), "\(live(of: app)?.desired ?? app.configuration.replicas) → \(replicas)")
        case .deleteApp: (.deleteApp(app.id), "namespace \(app.namespace)")
        default: (.restart(app.id), live(of: app).map { "\($0.ready)/\($0.desired) ready" } ?? "")
        }
      operations.append(operation)
      lines.append(.init("  \(app.name)  \(note)"))
    }
    let count = "\(operations.count) app\(operations.count == 1 ? "" : "s")"
    let verb =
      switch command {
      case .deploy: "Deploy"
      case .scale: "Scale"
      case .deleteApp: "Delete"
      default: "Restart"
      }
    let isDelete = command == .deleteApp
    if isDelete {
      lines += [
        .init(""), .init("Their pods stop; their revisions and secrets go from the store.", .warning),
      ]
    }
    if !left.isEmpty { lines += [.init(""), .init("Left out:", .warning)] + left }
    guard !operations.isEmpty else {
      return Confirmation(
        title: "\(verb) nothing", lines: lines, verb: "Close", consequence: .startAll([]))
    }
    if isDelete { lines += [.init(""), .init("Type delete \(operations.count) to confirm:")] }
    return Confirmation(
      title: "\(verb) \(count)?", lines: lines, verb: verb, isDestructive: isDelete,
      consequence: .startAll(operations), typing: isDelete ? "delete \(operations.count)" : nil)
  }

  private func reasonAgainst(_ command: Command, _ app: App) -> String? {
    if jobs.contains(where: { $0.operation.occupies(app.id) }) { return "something is still under way" }
    if command != .deploy, command != .deleteApp, app.currentRevision == 0 { return "never deployed" }
    return command.permissionAction.flatMap { refusal(of: $0, for: app.id) }
  }

  /// Starts each by itself; together they are told once, when all have ended. Where nothing was typed, a
  /// protected cluster asks for itself.
  mutating func startAll(_ operations: [Operation], typed: String?) -> [Effect] {
    var effects: [Effect] = []
    var batch = Batch(waiting: [])
    for operation in operations {
      let started = start(
        operation,
        typed: typed == nil ? nil : protectedCluster(of: operation).map { protectedName(of: operation, on: $0) })
      if !started.isEmpty { batch.waiting.insert(operation) }
      effects += started
    }
    if !batch.waiting.isEmpty { batches.append(batch) }
    marked = []
    return effects
  }

  /// Whether the operation belongs to several that were started together; the last of them tells how all went.
  mutating func endInBatch(_ operation: Operation, isDone: Bool) -> Bool {
    guard let index = batches.firstIndex(where: { $0.waiting.contains(operation) }) else { return false }
    batches[index].waiting.remove(operation)
    if isDone { batches[index].done += 1 } else { batches[index].failed += 1 }
    let batch = batches[index]
    guard batch.waiting.isEmpty else { return true }
    batches.remove(at: index)
    show(
      batch.failed == 0 ? "All \(batch.done) are done." : "\(batch.done) done, \(batch.failed) failed; J tells more.",
      batch.failed == 0 ? .good : .warning, for: 10)
    return true
  }
}

extension Confirmation {
  /// What a yes starts.
  var operations: [Operation] {
    switch consequence {
    case .start(let operation): [operation]
    case .startAll(let operations): operations
    case .abort(let app, let revision): [.rollback(app, revision: revision)]
    case .quit, .editAgain, .saveLog: []
    }
  }
}
