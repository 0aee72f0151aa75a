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

  /// Rows of content that the pane shows: without its borders, in tables without the line of titles, in the log without those of
  /// the tabs and of what somebody types.
  package func contentHeight(of pane: Pane) -> Int {
    let height = layout.pane(pane).height - 2
    return switch pane {
    case .apps, .revisions: max(1, height - 1)
    case .logs: max(1, height - (filtering?.place == .logs ? 1 : 0) - (hasTabs ? 1 : 0))
    case .projects, .clusters: max(1, height)
    }
  }
}
