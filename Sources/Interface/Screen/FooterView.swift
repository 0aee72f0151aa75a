import Terminal

extension State {
  /// What runs and what just happened; else the keys that matter here.
  func drawFooter(_ rect: Rect, on frame: inout Frame) {
    frame.fill(rect, style: Style(.footer))
    var x = rect.x + 1
    // What has just happened is news for a few seconds; what runs goes on being told after it.
    if let toast {
      let sign = toast.role == .good ? "✓ " : toast.role == .warning ? "! " : ""
      let text = "\(sign)\(toast.text)".neutralised().fitted(to: rect.width - 2)
      x = frame.draw(text, x: x, y: rect.y, style: Style(toast.role, on: .footer)) + 2
    } else if let job = jobs.first {
      let more = jobs.count > 1 ? " (+\(jobs.count - 1))" : ""
      let detail = job.detail.isEmpty ? "" : ": \(job.detail)"
      let text = "◐ \(job.title)\(more)\(detail)".neutralised().fitted(to: rect.width * 3 / 4)
      x = frame.draw(text, x: x, y: rect.y, style: Style(.progress, on: .footer)) + 2
    }
    if let pendingChord {
      drawContinuations(of: pendingChord, x: x, in: rect, on: &frame)
      return
    }
    for entry in offeredEntries {
      let key = keyLabel(of: entry.command)
      let name = offeredName(of: entry)
      let width = key.displayWidth + 1 + name.displayWidth
      guard x + width < rect.maxX else { continue }
      let isEnabled = entry.command.disabledReason(in: self) == nil
      if let chord = keymap.chords(for: entry.command, in: place).first {
        frame.add(.keys(chord.keys), Rect(x: x, y: rect.y, width: width, height: 1))
      }
      x = frame.draw(
        key, x: x, y: rect.y, style: Style(isEnabled ? .key : .disabled, on: .footer, isEnabled ? .bold : []))
      x = frame.draw(" \(name)", x: x, y: rect.y, style: Style(isEnabled ? .footer : .disabled, on: .footer)) + 2
    }
  }

  /// What the chord is so far, and what can follow.
  private func drawContinuations(of pending: PendingChord, x: Int, in rect: Rect, on frame: inout Frame) {
    var x = frame.draw("\(Chord(pending.keys)) …", x: x, y: rect.y, style: Style(.progress, on: .footer, .bold)) + 2
    for (rest, command) in keymap.continuations(of: pending.keys, in: place) {
      guard x + rest.description.displayWidth + 1 + command.entry.name.displayWidth < rect.maxX else { continue }
      x = frame.draw(rest.description, x: x, y: rect.y, style: Style(.key, on: .footer, .bold))
      x = frame.draw(" \(command.entry.name)", x: x, y: rect.y, style: Style(.footer)) + 2
    }
  }

  private func offeredName(of entry: CommandEntry) -> String {
    switch entry.command {
    case .filter where place == .logs: "search"
    case .enter where variableTab != nil: "change"
    default: entry.name
    }
  }

  /// Help and the palette, which has every other action, never fall off the end: they come first.
  private var offeredEntries: [CommandEntry] {
    if case .app(let page) = page { return offeredEntries(on: page.tab) }
    let here = Command.list.filter { entry in
      guard entry.isOffered, entry.works(in: place) else { return false }
      // Where there is nothing to filter.
      return page == nil || entry.command != .filter || entry.command.disabledReason(in: self) == nil
    }
    let (own, general) = (here.filter { $0.places != nil }, here.filter { $0.places == nil })
    // Help and the palette first; in the log then what is done with lines, and only then what is done with the app.
    let first: [Command] = place == .logs ? [.help, .commandLine, .filter] : [.help, .commandLine]
    var entries = first.compactMap { command in general.first { $0.command == command } }
    if place == .logs { entries += own.filter { $0.group == .logs } }
    entries += own.filter { place != .logs || $0.group != .logs }
    entries += general.filter { !first.contains($0.command) }
    return entries
  }

  /// What is done with what the tab shows comes before what is done with the app.
  private func offeredEntries(on tab: AppPage.Tab) -> [CommandEntry] {
    let own: [Command] =
      switch tab {
      case .overview: [.enter, .shell]
      case .environment: [.enter, .setVariable, .deleteVariable]
      case .secrets: [.enter, .setVariable, .revealSecret, .deleteVariable]
      case .resources, .hooks: [.enter, .editApp]
      case .health, .scaling, .domain: [.editApp]
      case .yaml, .history: []
      }
    let others = Command.list.filter { entry in
      entry.isOffered && entry.works(in: place) && entry.command != .enter
    }.map(\.command)
    let first: [Command] = [.help, .commandLine, .nextTab] + own
    return (first + others.filter { !first.contains($0) }).map(\.entry)
  }
}
