import Engine
import Model
import Sync
import Terminal

extension State {
  /// The page's rows, and what the rows that can be chosen stand for.
  var syncRows: (rows: [PageRow], items: [String: SyncView.Item]) {
    guard let view = syncView else { return ([], [:]) }
    var list = SyncRows(width: pageArea.width - 4)
    if let job = syncJob(view.remote.id) {
      list.rows = [PageRow(nil, [.init("◐ ", .progress), .init(job.detail.isEmpty ? "Syncing…" : job.detail)])]
      return (list.rows, [:])
    }
    switch view.phase {
    case .reading(let what):
      list.rows = [
        PageRow(nil, [.init("◌ ", .progress), .init("Reading \(what.isEmpty ? "both sides" : what)…".neutralised())])
      ]
    case .failed(let reason):
      for line in reason.split(separator: "\n") { list.text(nil, "! ", String(line), .bad) }
    case .planned: list.add(view)
    case .ended(let report): list.add(report, view.remote.name)
    }
    return (list.rows, list.items)
  }

  func syncJob(_ remote: RemoteID) -> Job? { jobs.first { $0.operation.subject == "sync \(remote)" } }
}

private struct SyncRows {
  let width: Int
  var rows: [PageRow] = []
  var items: [String: SyncView.Item] = [:]

  mutating func add(_ view: SyncView) {
    if view.conflicts.isEmpty, view.steps.isEmpty {
      rows.append(
        PageRow(
          nil,
          [
            .init("✓ ", .good),
            .init(view.plan?.notes.isEmpty == false ? "Nothing to do." : "Both sides are the same."),
          ]))
    }
    section(view.conflicts.isEmpty ? nil : "Both sides changed this: whose counts?")
    for conflict in view.conflicts { add(conflict, view.options.choices[conflict]) }
    section(view.steps.isEmpty ? nil : "This is done: → on the server, ← here")
    for step in view.steps { add(step, isAgreed: view.agreed.contains(step)) }
    section("Also")
    item(
      .kubeconfigs, "kubeconfigs",
      [
        .init(view.options.sendsKubeconfigs ? "[x] " : "[ ] "),
        .init("send the kubeconfigs of clusters that it does not have"),
      ])
    item(
      .recreating, "recreating",
      [
        .init(view.options.recreates ? "[x] " : "[ ] "),
        .init("change a port by deleting the app there and making it again"),
      ])
    add(view.plan?.notes ?? [])
  }

  private mutating func add(_ conflict: SyncConflict, _ side: SyncSide?) {
    let name = [conflict.subject, conflict.field].compactMap { $0 }.joined(separator: "  ").neutralised()
    item(
      .conflict(conflict), "conflict \(conflict.subject) \(conflict.field ?? "")",
      [.init(side == nil ? "! " : "✓ ", side == nil ? .warning : .good), .init(name)])
    if conflict.field != nil { line("before  ", conflict.base, .muted) }
    line((side == .local ? "● " : "○ ") + "local   ", conflict.local, side == .remote ? .muted : .text)
    line((side == .remote ? "● " : "○ ") + "remote  ", conflict.remote, side == .local ? .muted : .text)
  }

  private mutating func line(_ name: String, _ value: String?, _ role: Role) {
    rows.append(
      PageRow(nil, [.init("    " + name.leftPadded(to: 10), .muted), .init(SyncFieldChange.shown(value), role)]))
  }

  private mutating func add(_ step: SyncStep, isAgreed: Bool) {
    let mark = step.asks ? (isAgreed ? "[x] " : "[ ] ") : ""
    var pieces: [PageRow.Piece] = [
      .init("\(step.arrow) ", .accent), .init(mark, step.asks && !isAgreed ? .warning : .text),
      .init(step.title, step.asks ? .warning : .text),
    ]
    if step.asks { pieces.append(.init(isAgreed ? "  agreed" : "  waits until you agree (space)", .muted)) }
    item(.step(step), "step \(step.subject)", pieces)
    guard step.kind == .change || step.kind == .recreateThere else { return }
    for (arrow, changes) in [("→", step.there), ("←", step.here)] {
      for change in changes { rows.append(PageRow(nil, [.init("    \(arrow) ", .muted), .init(change.text)])) }
    }
  }

  mutating func add(_ report: SyncReport, _ remote: String) {
    rows.append(PageRow(nil, [.init(report.summary.prefix(1).uppercased() + report.summary.dropFirst() + ".", .title)]))
    for step in report.done { rows.append(PageRow("done \(step.subject)", [.init("✓ ", .good), .init(step.title)])) }
    for failure in report.failures {
      let text = "\(failure.subject): \(failure.error.explanation(remote: remote).text)"
      self.text("failed \(failure.subject)", "✗ ", text, .bad)
    }
    for conflict in report.conflicts {
      let name = [conflict.subject, conflict.field].compactMap { $0 }.joined(separator: "  ").neutralised()
      rows.append(PageRow("left \(name)", [.init("! ", .warning), .init("\(name): still undecided")]))
    }
    for step in report.waiting {
      rows.append(PageRow("waiting \(step.subject)", [.init("… ", .warning), .init("\(step.title): not agreed to")]))
    }
    add(report.notes)
  }

  private mutating func add(_ notes: [String]) {
    section(notes.isEmpty ? nil : "Left as it is")
    for (index, note) in notes.enumerated() { text("note \(index)", "", note, .muted) }
  }

  /// As many rows as it takes.
  mutating func text(_ id: String?, _ sign: String, _ text: String, _ role: Role) {
    for (index, line) in text.neutralised().wrapped(to: max(20, width - sign.displayWidth)).enumerated() {
      let start = index == 0 ? sign : String(repeating: " ", count: sign.displayWidth)
      rows.append(PageRow(index == 0 ? id : nil, [.init(start, role), .init(line, role)]))
    }
  }

  private mutating func section(_ title: String?) {
    guard let title else { return }
    if !rows.isEmpty { rows.append(.blank) }
    rows.append(.heading(title))
  }

  private mutating func item(_ item: SyncView.Item, _ id: String, _ pieces: [PageRow.Piece]) {
    items[id] = item
    rows.append(PageRow(id, pieces))
  }
}

extension SyncStep {
  fileprivate var arrow: String {
    switch kind {
    case .createThere, .deleteThere, .recreateThere: "→"
    case .createHere, .deleteHere: "←"
    default: there.isEmpty ? "←" : here.isEmpty ? "→" : "⇄"
    }
  }
}

extension String {
  fileprivate func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - displayWidth)) + self
  }
}
