import Terminal

extension State {
  /// The whole screen.
  package func frame() -> Frame {
    var frame = Frame(size: size)
    let layout = Layout(size: size, focus: focus, zoom: zoom, isCovered: page != nil, sizes: sizes)
    guard layout.kind != .tooSmall else {
      drawTooSmall(on: &frame)
      return frame
    }
    if let lock {
      drawLock(lock, on: &frame)
      return frame
    }
    drawHeader(layout.header, on: &frame)
    if let page { drawPage(page, in: layout.page, on: &frame) }
    if let tabs = layout.tabs { drawTabs(tabs, on: &frame) }
    for pane in Pane.allCases where !layout.pane(pane).isEmpty { draw(pane, in: layout.pane(pane), on: &frame) }
    drawFooter(layout.footer, on: &frame)
    drawOverlay(on: &frame)
    return frame
  }

  private func draw(_ pane: Pane, in rect: Rect, on frame: inout Frame) {
    switch pane {
    case .projects: drawProjects(rect, on: &frame)
    case .clusters: drawClusters(rect, on: &frame)
    case .apps: drawApps(rect, on: &frame)
    case .logs: drawLogs(rect, on: &frame)
    case .revisions: drawRevisions(rect, on: &frame)
    }
  }

  private func drawOverlay(on frame: inout Frame) {
    switch overlay {
    case .help(let offset): drawHelp(offset: offset, on: &frame)
    case .commandLine(let line): draw(line, on: &frame)
    case .form(let form): draw(form, on: &frame)
    case .confirmation(let confirmation): draw(confirmation, on: &frame)
    case .message(let message): draw(message, on: &frame)
    case .welcome(let welcome): draw(welcome, on: &frame)
    case nil: break
    }
  }

  private func drawTooSmall(on frame: inout Frame) {
    let least = Layout.least
    let lines = ["too small", "\(size.width)×\(size.height), needs", "\(least.width)×\(least.height)"]
    for (y, line) in lines.enumerated() where y < size.height {
      frame.draw(line.fitted(to: size.width), x: 0, y: y, style: Style(.warning))
    }
  }

  private func drawTabs(_ rect: Rect, on frame: inout Frame) {
    var x = rect.x
    for pane in Pane.allCases {
      let isFocused = pane == focus
      x = frame.draw(
        " \(pane.rawValue) ", x: x, y: rect.y, style: Style(.key, on: isFocused ? .selection : nil), clip: rect)
      let text = rect.width < 60 && !isFocused ? "" : "\(pane.title) "
      x = frame.draw(
        text, x: x, y: rect.y,
        style: Style(isFocused ? .text : .muted, on: isFocused ? .selection : nil, isFocused ? .bold : []), clip: rect)
    }
  }

  /// A pane's title: its number, its name, and the filter that narrows it.
  func title(of pane: Pane, detail: String = "") -> String {
    var title = "\(pane.rawValue) \(pane.title)"
    if !detail.isEmpty { title += " · \(detail)" }
    // The log has a line of its own for what is typed.
    if let filtering, filtering.place == .pane(pane), pane != .logs { return title + " /\(filtering.input.text)▏" }
    if !filter(pane).isEmpty { title += " \(pane == .logs ? "&" : "/")\(filter(pane))" }
    return title
  }
}
