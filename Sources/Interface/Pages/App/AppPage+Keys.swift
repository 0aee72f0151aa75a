import Terminal

extension State {
  mutating func run(_ command: Command, in old: AppPage) -> [Effect]? {
    var page = old
    let rows = rows(of: page.tab, in: page, width: appPageContent.width)
    if page.list.run(command, in: rows, height: appPageContent.height) {
      replacePage(.app(page))
      return []
    }
    switch command {
    case .nextTab, .nextPane: page.changeTab(by: 1)
    case .previousTab, .previousPane: page.changeTab(by: -1)
    case .forward where page.tab == .yaml: page.chooseManifests(by: 1)
    case .leave where page.tab == .yaml && page.manifests != .rendered: page.chooseManifests(by: -1)
    case .enter where variableTab != nil: return openVariableForm(for: chosenVariable)
    case .enter: return openChosenRow(of: page, in: rows)
    case .revealSecret:
      guard let app = selectedApp, let key = chosenVariable else { return [] }
      return [.revealSecret(app.id, key)]
    case .cancel where page.filters[page.tab]?.isEmpty == false: page.filters[page.tab] = nil
    default: return nil
    }
    replacePage(.app(page))
    return []
  }

  /// A pod or an event has a text of its own, and so has what a hook wrote.
  private mutating func openChosenRow(of page: AppPage, in rows: [PageRow]) -> [Effect] {
    guard let app = selectedApp, let id = page.list.id(in: rows) else { return [] }
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

  /// The pod that the cursor is on; nil elsewhere. One that has gone in the meantime is still the one that is meant.
  var chosenPod: String? {
    guard case .app(let page) = page, page.tab == .overview || page.tab == .resources else { return nil }
    let id = page.list.selected ?? page.list.id(in: rows(of: page.tab, in: page, width: appPageContent.width))
    return id.flatMap { $0.hasPrefix("pod ") ? String($0.dropFirst(4)) : nil }
  }

  mutating func setFilter(_ text: String, in old: AppPage) {
    var page = old
    page.filters[page.tab] = text
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
        let offset = page.list.offset(in: rows, height: appPageContent.height)
        let index = offset + mouse.position.y - appPageContent.y
        guard rows.indices.contains(index), let id = rows[index].id else { return [] }
        page.list.selected = id
      }
      replacePage(.app(page))
      return mouse.kind == .doubleClicked ? run(.enter) : []
    case .released, .dragged: return []
    }
  }
}

extension AppPage {
  mutating func changeTab(by distance: Int) {
    let all = Tab.allCases
    let index = all.firstIndex(of: tab) ?? 0
    tab = all[(index + distance + all.count) % all.count]
  }

  mutating func chooseManifests(by distance: Int) {
    let all = Manifests.allCases
    let index = all.firstIndex(of: manifests) ?? 0
    manifests = all[min(max(0, index + distance), all.count - 1)]
    list = RowList()
  }
}
