import Terminal

extension State {
  /// Moves in the focused pane.
  mutating func move(by distance: Int) {
    guard focus != .logs else {
      logs.scroll(by: distance, height: contentHeight(of: .logs))
      return
    }
    select { list, ids in list.move(by: distance, in: ids) }
  }

  mutating func moveToFirst() {
    if focus == .logs {
      logs.scrollToStart(height: contentHeight(of: .logs))
    } else {
      select { list, ids in list.selectedID = ids.first }
    }
  }

  mutating func moveToLast() {
    if focus == .logs {
      logs.follow()
    } else {
      select { list, ids in list.selectedID = ids.last }
    }
  }

  /// Changes the selection of the focused pane and keeps it in sight.
  mutating func select(in pane: Pane? = nil, _ change: (inout ListState, [String]) -> Void) {
    let pane = pane ?? focus
    let ids = rowIDs(of: pane)
    var list = list(pane)
    change(&list, ids)
    list.reveal(in: ids, height: contentHeight(of: pane))
    lists[pane] = list
  }

  /// Into the pane that the row leads to.
  mutating func forward() {
    switch focus {
    case .projects: focus = .clusters
    case .clusters: focus = .apps
    case .apps: focus = .logs
    case .logs, .revisions: break
    }
  }

  mutating func leave() {
    switch focus {
    case .clusters: focus = .projects
    case .apps: focus = .clusters
    case .logs, .revisions: focus = .apps
    case .projects: break
    }
  }

  /// Rows of content that the pane shows: without its borders, and in tables without the line of titles.
  package func contentHeight(of pane: Pane) -> Int {
    let height = Layout(size: size, focus: focus, zoom: zoom).pane(pane).height - 2
    return max(1, pane == .apps || pane == .revisions ? height - 1 : height)
  }

  mutating func handle(_ mouse: MouseEvent) -> [Effect] {
    guard overlay == nil else { return [] }
    let layout = Layout(size: size, focus: focus, zoom: zoom)
    guard let pane = Pane.allCases.first(where: { layout.pane($0).contains(mouse.position) }) else { return [] }
    switch mouse.kind {
    case .wheelUp, .wheelDown:
      focus = pane
      move(by: mouse.kind == .wheelUp ? -3 : 3)
    case .pressed, .doubleClicked:
      let height = contentHeight(of: pane)
      focus = pane
      let titles = pane == .apps || pane == .revisions ? 1 : 0
      let row = mouse.position.y - layout.pane(pane).y - 1 - titles
      guard pane != .logs, row >= 0 else { return [] }
      select(in: pane) { list, ids in
        // As it was drawn when the person clicked.
        list.reveal(in: ids, height: height)
        let index = list.offset + row
        if ids.indices.contains(index) { list.selectedID = ids[index] }
      }
      if mouse.kind == .doubleClicked { return run(.enter) }
    case .released, .dragged: break
    }
    return []
  }
}
