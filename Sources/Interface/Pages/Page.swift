import Terminal

/// Something that covers the five panes until it is left: an app in detail, a text to read.
///
/// Pages are a stack in `State.pages`; the newest is shown and takes the keys. Each is a value in a folder of its own: what it
/// knows, what commands do in it, how it is drawn. What it shows of the world lies in the state, not in the page, so that a page
/// that is gone needs no cleaning up.
package enum Page: Hashable, Sendable {
  case app(AppPage)
  case text(TextPage)
  /// What runs in the background, and what ended.
  case jobs(RowList)
  /// All clusters of a project.
  case pulse(RowList)
  /// A sync with a server.
  case sync(RowList)

  /// What tells keymaps, the footer and help which page it is.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case app
    case text
    case jobs
    case pulse
    case sync

    package var title: String {
      switch self {
      case .app: "App"
      case .text: "Texts"
      case .jobs: "Jobs"
      case .pulse: "Pulse"
      case .sync: "Sync"
      }
    }
  }

  package var kind: Kind {
    switch self {
    case .app: .app
    case .text: .text
    case .jobs: .jobs
    case .pulse: .pulse
    case .sync: .sync
    }
  }
}

extension State {
  /// The page that is shown; nil where the panes are.
  package var page: Page? { pages.last }

  package mutating func open(_ page: Page) { pages.append(page) }

  /// Leaves the page on top.
  package mutating func closePage() { _ = pages.popLast() }

  /// What a command does in the page on top; nil where it does what it does everywhere.
  mutating func runInPage(_ command: Command) -> [Effect]? {
    switch (page, command) {
    case (nil, _): return nil
    case (.app(let page), _):
      if let effects = run(command, in: page) { return effects }
    case (.text(let page), _):
      if let effects = run(command, in: page) { return effects }
    case (.jobs(let list), _):
      if let effects = runInJobs(command, list) { return effects }
    case (.pulse(let list), _):
      if let effects = runInPulse(command, list) { return effects }
    case (.sync(let list), _):
      if let effects = runInSync(command, list) { return effects }
    }
    switch command {
    // Going to a pane leaves every page.
    case .projectsPane, .clustersPane, .appsPane, .logsPane, .revisionsPane:
      pages = []
      return nil
    case .cancel, .leave:
      closePage()
      return []
    // What moves in panes must not move in those that are covered.
    case .moveUp, .moveDown, .pageUp, .pageDown, .first, .last, .enter, .forward, .nextPane, .previousPane, .larger,
      .smaller:
      return []
    default: return nil
    }
  }

  func drawPage(_ page: Page, in rect: Rect, on frame: inout Frame) {
    switch page {
    case .app(let page): draw(page, in: rect, on: &frame)
    case .text(let page): draw(page, in: rect, on: &frame)
    case .jobs(let list): drawJobs(list, in: rect, on: &frame)
    case .pulse(let list): drawPulse(list, in: rect, on: &frame)
    case .sync(let list): drawSync(list, in: rect, on: &frame)
    }
  }

  mutating func handle(_ mouse: MouseEvent, in page: Page) -> [Effect] {
    if case .app(let page) = page { return handle(mouse, in: page) }
    return switch mouse.kind {
    case .wheelUp: (0..<3).flatMap { _ in run(.moveUp) }
    case .wheelDown: (0..<3).flatMap { _ in run(.moveDown) }
    default: []
    }
  }

  /// What narrows the page on top while it is typed; nil where it cannot be filtered.
  package var pageFilter: String? {
    switch page {
    case .app(let page): page.filters[page.tab, default: ""]
    case .text(let page): page.search
    case .jobs, .pulse, .sync, nil: nil
    }
  }

  mutating func setPageFilter(_ text: String) {
    switch page {
    case .app(let page): setFilter(text, in: page)
    case .text(let page): search(for: text, in: page)
    case .jobs, .pulse, .sync, nil: break
    }
  }

  /// Puts a changed page back on top.
  mutating func replacePage(_ page: Page) {
    guard !pages.isEmpty else { return }
    pages[pages.count - 1] = page
  }

  /// Where the page is drawn.
  package var pageArea: Rect { Layout(size: size, focus: focus, zoom: zoom, isCovered: true).page }
}
