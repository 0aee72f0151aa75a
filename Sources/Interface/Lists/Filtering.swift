import Terminal

extension State {
  /// What `/` does: it searches in the log, where what stands around a line matters, and filters any other list.
  mutating func startFilter() {
    if place == .logs { return startTyping(.search) }
    let present = page == nil ? filter(focus) : pageFilter
    guard let present else { return }
    filtering = FilterInput(place: place, input: TextInput(present), previous: present)
  }

  /// While a filter is typed every key edits it; nil when none is.
  mutating func handleInFilter(_ key: Key) -> [Effect]? {
    guard var typing = filtering else { return nil }
    if let effects = handleAnywhere(key) { return effects }
    if key == .control("c") { return handleInFilter(Key(.escape)) }
    switch key.code {
    case .enter:
      filtering = nil
      return typing.kind == .save ? saveLogs(to: typing.input.text) : []
    case .escape:
      enter(typing.previous, in: typing)
      filtering = nil
    case .up, .down: return run(key.code == .up ? .moveUp : .moveDown)
    default:
      _ = typing.input.handle(key)
      filtering = typing
      enter(typing.input.text, in: typing)
    }
    return []
  }

  private mutating func enter(_ text: String, in typing: FilterInput) {
    switch typing.kind {
    case .filter: setFilter(text, of: typing.place)
    case .search: logs.setSearch(text, height: contentHeight(of: .logs))
    case .fields: if let app = logs.app { logFields[app] = text.isEmpty ? nil : text }
    // It is done by Enter alone.
    case .save: break
    }
  }

  mutating func setFilter(_ text: String, of place: Place) {
    switch place {
    case .page: setPageFilter(text)
    case .pane(let pane): setFilter(text, of: pane)
    }
  }

  private mutating func setFilter(_ text: String, of pane: Pane) {
    guard pane != .logs else { return logs.setFilter(text) }
    lists[pane, default: ListState()].filter = text
    select(in: pane) { _, _ in }
  }

  mutating func paste(_ text: String) {
    switch overlay {
    case .form(var form):
      form.fields[form.focus].input.insert(text)
      form.fields[form.focus].problem = nil
      overlay = .form(form)
    case .commandLine(var line):
      line.input.insert(text)
      overlay = .commandLine(line)
    case .confirmation(var confirmation):
      confirmation.typed?.input.insert(text)
      overlay = .confirmation(confirmation)
    case .help, .message, .welcome: break
    case nil:
      guard var typing = filtering else { return }
      typing.input.insert(text)
      filtering = typing
      enter(typing.input.text, in: typing)
    }
  }
}
