import Terminal

extension State {
  /// What is open takes every key; nil when nothing is.
  mutating func handleInOverlay(_ key: Key) -> [Effect]? {
    guard overlay != nil else { return nil }
    if let effects = handleAnywhere(key) { return effects }
    if key == .control("c") { return handleInOverlay(Key(.escape)) }
    switch overlay {
    case nil: return nil
    case .help(let offset): handleInHelp(key, offset: offset)
    case .message:
      handleInMessage(key)
    case .confirmation(let confirmation): return handle(key, in: confirmation)
    case .form(let form): return handle(key, in: form)
    case .commandLine(let line): return handle(key, in: line)
    case .welcome(let welcome): return handle(key, in: welcome)
    }
    return []
  }

  private mutating func follow(_ consequence: Confirmation.Consequence, typed: String? = nil) -> [Effect] {
    switch consequence {
    case .start(let operation): return start(operation, typed: typed)
    case .startAll(let operations): return startAll(operations, typed: typed)
    case .abort(let app, let revision):
      let left = jobs.first { $0.operation.app == app }.map { stopWaiting(for: $0) } ?? []
      return left + start(.rollback(app, revision: revision), typed: typed)
    case .editAgain(let app, let problems): return self.app(app).map { editFile($0, problems: problems) } ?? []
    case .quit:
      isRunning = false
      return emptyClipboardIfDue(isLeaving: true) + [.quit]
    case .saveLog(let file): return [.saveLog(file)]
    }
  }

  /// What works whatever is open.
  func handleAnywhere(_ key: Key) -> [Effect]? {
    switch keymap.command(for: key, in: place) {
    case .suspend where !key.isText: [.suspend]
    case .redraw where !key.isText: [.redraw]
    default: nil
    }
  }

  private mutating func handleInMessage(_ key: Key) {
    guard case .message(var message) = overlay, key.modifiers.isEmpty else { return }
    switch key.code {
    case .enter, .escape, .character("q"), .character(" "): overlay = nil
    case .down, .character("j"):
      message.offset += 1
      overlay = .message(message)
    case .up, .character("k"):
      message.offset = max(0, message.offset - 1)
      overlay = .message(message)
    default: break
    }
  }

  private mutating func handleInHelp(_ key: Key, offset: Int) {
    switch key.code {
    case .escape, .enter, .character("q"), .character("?"), .function(1): overlay = nil
    case .down, .character("j"): overlay = .help(offset: offset + 1)
    case .up, .character("k"): overlay = .help(offset: max(0, offset - 1))
    case .pageDown, .character(" "): overlay = .help(offset: offset + 10)
    case .pageUp: overlay = .help(offset: max(0, offset - 10))
    case .home, .character("g"): overlay = .help(offset: 0)
    default: break
    }
  }

  /// `y` does it, `n` and Esc do not; Enter does what the focused button says, which is not to, until the person moves.
  private mutating func handle(_ key: Key, in old: Confirmation) -> [Effect] {
    var confirmation = old
    // A key with Ctrl or Alt is another key; only the line that is typed knows what to do with those.
    guard key.modifiers.isEmpty || confirmation.typed != nil else { return [] }
    let isYes = key.code == .character("y") || key.code == .enter
    guard !confirmation.needsLook || confirmation.typed != nil || !isYes else { return [.bell] }
    switch (key.code, confirmation.typed) {
    case (.escape, _), (.character("n"), nil), (.character("q"), nil):
      overlay = nil
      return []
    case (.enter, let typed?):
      guard typed.isComplete else { return [.bell] }
      overlay = nil
      return follow(confirmation.consequence, typed: typed.input.text)
    case (.enter, nil):
      overlay = nil
      return confirmation.isVerbFocused ? follow(confirmation.consequence) : []
    case (.character("y"), nil):
      overlay = nil
      return follow(confirmation.consequence)
    case (.left, nil), (.right, nil), (.tab, nil), (.character("h"), nil), (.character("l"), nil):
      confirmation.isVerbFocused.toggle()
    case (.up, nil), (.character("k"), nil): confirmation.offset = max(0, confirmation.offset - 1)
    case (.down, nil), (.character("j"), nil):
      confirmation.offset = min(confirmation.offset + 1, max(0, confirmation.lines.count - 1))
    case (_, .some): _ = confirmation.typed?.input.handle(key)
    default: break
    }
    overlay = .confirmation(confirmation)
    return []
  }
}

extension Key {
  /// Whether it is something that people type into a line.
  var isText: Bool {
    if case .character = code { modifiers.isEmpty } else { false }
  }
}
