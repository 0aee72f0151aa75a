import Terminal

extension State {
  mutating func startFilter() {
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
    case .enter: filtering = nil
    case .escape:
      setFilter(typing.previous, of: typing.place)
      filtering = nil
    case .up, .down: return run(key.code == .up ? .moveUp : .moveDown)
    default:
      _ = typing.input.handle(key)
      filtering = typing
      setFilter(typing.input.text, of: typing.place)
    }
    return []
  }

  mutating func setFilter(_ text: String, of place: Place) {
    switch place {
    case .page: setPageFilter(text)
    case .pane(let pane): setFilter(text, of: pane)
    }
  }

  private mutating func setFilter(_ text: String, of pane: Pane) {
    lists[pane, default: ListState()].filter = text
    if pane == .logs {
      logs.setFilter(text)
    } else {
      select(in: pane) { _, _ in }
    }
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
      setFilter(typing.input.text, of: typing.place)
    }
  }
}
