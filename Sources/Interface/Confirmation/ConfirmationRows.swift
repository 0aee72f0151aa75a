import Engine
import Model
import Terminal

extension Confirmation {
  /// What stands in one row of the screen.
  struct Row: Hashable {
    var left: Line
    var right: Line?
  }

  /// The lines as they are drawn: a change as two lines, or as old and new beside each other.
  func rows(width: Int, isSideBySide: Bool) -> [Row] {
    lines.flatMap { line -> [Row] in
      guard let change = line.change else { return Self.wrapped(line, to: width).map { Row(left: $0) } }
      let old = change.old.map { Line("- \(change.field): \($0.neutralised())", .removed) }
      let new = change.new.map { Line("+ \(change.field): \($0.neutralised())", .added) }
      guard isSideBySide else {
        return [old, new].compactMap { $0 }.flatMap { Self.wrapped($0, to: width) }.map { Row(left: $0) }
      }
      let half = width / 2
      let left = old.map { Self.wrapped($0, to: half - 1) } ?? []
      let right = new.map { Self.wrapped($0, to: width - half - 2) } ?? []
      return (0..<max(left.count, right.count)).map { index in
        Row(
          left: left.indices.contains(index) ? left[index] : Line(""),
          right: right.indices.contains(index) ? right[index] : Line(""))
      }
    }
  }

  private static func wrapped(_ line: Line, to width: Int) -> [Line] {
    guard width < .max else { return [line] }
    return line.text.wrapped(to: width).map { Line($0, line.role) }
  }

  /// What the cluster says to it.
  var checkLines: [Line] {
    switch check {
    case nil: []
    case .checking: [Line("◌ Checking whether the cluster would accept this…", .progress)]
    case .done(let answer):
      answer.warnings.map { Line("! \($0.neutralised())", .warning) } + [
        answer.refusal.map { Line("✗ \($0.neutralised())", .bad) } ?? Line("✓ The cluster would accept this.", .good)
      ]
    }
  }
}

extension State {
  /// Asks. Where it is about a revision, the cluster is asked meanwhile whether it would take it.
  mutating func ask(_ question: Confirmation?) -> [Effect] {
    guard var question = question.map(protected) else { return [] }
    question.needsLook = isReplaying
    var effects: [Effect] = []
    if let (app, revision) = question.checked {
      question.check = .checking
      effects = [.checkRollback(app, revision: revision)]
    }
    overlay = .confirmation(question)
    return effects
  }

  /// Asks what nobody has pressed a key for just now. What is open or being typed stays: it would take the keys meant for that.
  mutating func askWhenFree(_ question: Confirmation) {
    var question = question
    question.needsLook = true
    waitingQuestions.append(question)
  }

  /// What is on the screen has been drawn.
  package mutating func wasSeen() {
    guard case .confirmation(var question) = overlay, question.needsLook else { return }
    question.needsLook = false
    overlay = .confirmation(question)
  }

  /// The answer is for the question only while it is still open.
  mutating func answerQuestion(about app: AppID, revision: Int, _ answer: Preflight) {
    guard case .confirmation(var question) = overlay, let checked = question.checked, checked == (app, revision) else {
      return
    }
    question.check = .done(answer)
    overlay = .confirmation(question)
  }

  /// What would be undone, or done again, and what that changes.
  func undoQuestion(_ plan: UndoPlan) -> Confirmation? {
    guard let app = app(plan.entry.appID) else { return nil }
    let who = plan.entry.author.neutralised()
    var lines = place(of: app)
    lines.append(.init("\(plan.entry.text), \(humanAge(from: plan.entry.startedAt, to: now)) ago, by \(who)"))
    lines.append(.init(""))
    if plan.changes.isEmpty {
      lines.append(.init("Nothing of the configuration changes."))
    } else {
      lines.append(.init("This will change:"))
      lines += plan.changes.map(Confirmation.Line.init)
    }
    for restart in plan.restarts {
      let age = humanAge(from: restart.startedAt, to: now)
      lines.append(.init("The restart of \(age) ago stays: pods that were replaced cannot be brought back.", .muted))
    }
    lines.append(.init(""))
    if let revision = plan.revision {
      lines.append(.init("A copy of revision \(revision) becomes the next revision; none is lost.", .muted))
    } else if plan.entry.kind == .configure {
      lines.append(.init("Only what is saved changes; the next deploy brings it to the cluster.", .muted))
    }
    let verb = plan.again ? "Do again" : "Undo"
    var question = Confirmation(
      title: "\(verb) the last change of \(app.name)?", lines: lines, verb: verb,
      operation: .undo(
        app.id, entry: plan.entry.id, again: plan.again, changesCluster: plan.entry.changesCluster))
    question.revision = plan.revision
    return question
  }
}

extension Confirmation {
  /// The app and the revision that the cluster is asked about.
  var checked: (AppID, Int)? {
    switch consequence {
    case .start(.rollback(let app, let revision, _)), .abort(let app, let revision): (app, revision)
    case .start(.undo(let app, _, _, _)): revision.map { (app, $0) }
    default: nil
    }
  }
}
