import Terminal

extension State {
  mutating func run(_ command: Command, in old: AppPage) -> [Effect]? {
    var page = old
    let rows = rows(of: page.tab, in: page, width: appPageContent.width)
    let height = appPageContent.height
    switch command {
    case .moveUp: page.move(by: -1, in: rows)
    case .moveDown: page.move(by: 1, in: rows)
    case .pageUp: page.move(by: -height, in: rows)
    case .pageDown: page.move(by: height, in: rows)
    case .first: page.move(by: -rows.count, in: rows)
    case .last: page.move(by: rows.count, in: rows)
    case .nextTab, .nextPane: page.changeTab(by: 1)
    case .previousTab, .previousPane: page.changeTab(by: -1)
    case .forward where page.tab == .yaml: page.chooseManifests(by: 1)
    case .leave where page.tab == .yaml && page.manifests != .rendered: page.chooseManifests(by: -1)
    case .enter: return openChosenRow(of: page, in: rows)
    case .revealSecret:
      guard let app = selectedApp, let key = chosenSecret else { return [] }
      return [.revealSecret(app.id, key)]
    case .cancel where page.filters[page.tab]?.isEmpty == false: page.filters[page.tab] = nil
    default: return nil
    }
    page.reveal(in: self.rows(of: page.tab, in: page, width: appPageContent.width), height: height)
    replacePage(.app(page))
    return []
  }

  /// A pod or an event has a text of its own, and so has what a hook wrote.
  private mutating func openChosenRow(of page: AppPage, in rows: [PageRow]) -> [Effect] {
    guard let app = selectedApp, let index = RowSelection.index(of: page.selected[page.tab], in: rows),
      let id = rows[index].id
    else { return [] }
    let parts = id.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return [] }
    switch (page.tab, parts[0]) {
    case (.overview, "pod"), (.resources, "pod"):
      return read(.pod(app.id, parts[1]), title: "Pod \(parts[1])")
    case (.overview, "set"): return read(.app(app.id), title: "Describe \(app.name)")
    case (.overview, "event"): return read(.events(app.id), title: "Events of \(app.name)")
    case (.hooks, "hook"):
      guard let number = Int(parts[1]) else { return [] }
      return read(.hookLog(app.id, revision: number), title: "Pre-deploy of revision \(number)")
    default: return []
    }
  }

  /// The secret that the cursor is on; nil elsewhere.
  var chosenSecret: String? {
    guard case .app(let page) = page, page.tab == .secrets else { return nil }
    let rows = rows(of: .secrets, in: page, width: appPageContent.width)
    return RowSelection.index(of: page.selected[.secrets], in: rows).flatMap { rows[$0].id }
  }

  mutating func setFilter(_ text: String, in old: AppPage) {
    var page = old
    page.filters[page.tab] = text
    page.reveal(in: rows(of: page.tab, in: page, width: appPageContent.width), height: appPageContent.height)
    replacePage(.app(page))
  }

  mutating func handle(_ mouse: MouseEvent, in old: AppPage) -> [Effect] {
    var page = old
    switch mouse.kind {
    case .wheelUp: return (0..<3).flatMap { _ in run(.moveUp) }
    case .wheelDown: return (0..<3).flatMap { _ in run(.moveDown) }
    case .pressed, .doubleClicked:
      if let tab = appPageTab(at: mouse.position) {
        page.tab = tab
      } else if appPageContent.contains(mouse.position) {
        let rows = rows(of: page.tab, in: page, width: appPageContent.width)
        let index = page.offsets[page.tab, default: 0] + mouse.position.y - appPageContent.y
        guard rows.indices.contains(index), let id = rows[index].id else { return [] }
        page.selected[page.tab] = id
      }
      replacePage(.app(page))
      return mouse.kind == .doubleClicked ? run(.enter) : []
    case .released, .dragged: return []
    }
  }
}

extension AppPage {
  mutating func move(by distance: Int, in rows: [PageRow]) {
    selected[tab] = RowSelection.moved(selected[tab], by: distance, in: rows)
  }

  mutating func changeTab(by distance: Int) {
    let all = Tab.allCases
    let index = all.firstIndex(of: tab) ?? 0
    tab = all[(index + distance + all.count) % all.count]
  }

  mutating func chooseManifests(by distance: Int) {
    let all = Manifests.allCases
    let index = all.firstIndex(of: manifests) ?? 0
    manifests = all[min(max(0, index + distance), all.count - 1)]
    (selected[tab], offsets[tab]) = (nil, nil)
  }

  /// Scrolls as little as needed to show the chosen row, and what stands above the first.
  mutating func reveal(in rows: [PageRow], height: Int) {
    guard let index = RowSelection.index(of: selected[tab], in: rows), height > 0 else { return }
    var offset = offsets[tab, default: 0]
    if index < offset { offset = index }
    if index >= offset + height { offset = index - height + 1 }
    if index == rows.firstIndex(where: \.isSelectable) { offset = 0 }
    offsets[tab] = min(offset, max(0, rows.count - height))
  }
}
