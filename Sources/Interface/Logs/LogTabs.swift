import Model
import Terminal

/// Tails that go on while another app is chosen, each a tab of the log pane with its own rows, filter, search and budget.
///
/// What the pane shows is always the tail of the chosen app: going to a tab chooses its app, and choosing an app that has a tab shows
/// that. So a key that does something to an app never means another than the one whose log is seen.
extension State {
  /// More would be a budget of memory that nobody sees.
  static let mostTabs = 8

  /// All tabs in the order in which they were pinned, then the tail that is only looked at.
  var tails: [LogState] { (pinnedTails + [logs]).sorted { ($0.pinned ?? .max) < ($1.pinned ?? .max) } }

  /// Whether the log pane has a line of tabs.
  var hasTabs: Bool { !pinnedTails.isEmpty || logs.pinned != nil }

  mutating func pinTail() {
    guard logs.pinned == nil else { return }
    logs.pinned = (tails.compactMap(\.pinned).max() ?? 0) + 1
    show("Pinned; \(hint(.previousTab, in: .logs)) and \(hint(.nextTab, in: .logs)) go from tab to tab.")
  }

  /// Keeps the tail as one that is only looked at: it ends when another app is chosen.
  mutating func closeTail() -> [Effect] {
    guard logs.pinned != nil else { return [] }
    logs.pinned = nil
    return pinnedTails.isEmpty ? [] : goToTail(by: -1)
  }

  mutating func goToTail(by distance: Int) -> [Effect] {
    let tails = tails
    guard let index = tails.firstIndex(where: { $0.app == logs.app }) else { return [] }
    return goToTail(at: (index + distance + tails.count) % tails.count)
  }

  /// Chooses the app of a tab; the tail follows from that.
  mutating func goToTail(at index: Int) -> [Effect] {
    guard tails.indices.contains(index), let id = tails[index].app, let app = app(id) else { return [] }
    let focus = focus
    go(to: app.clusterID, app: app.id)
    self.focus = focus
    return []
  }

  /// Another app is chosen: its tab if it has one, else a new tail. The one before goes on if it is pinned, and ends otherwise.
  mutating func changeTail(to app: App?) -> [Effect] {
    var left: [Effect] = []
    let before = logs
    if before.pinned != nil {
      pinnedTails.append(before)
      pinnedTails[pinnedTails.count - 1].park()
    } else if before.isTailing, let old = before.app {
      left = [.stopTail(old)]
    }
    if let app, let index = pinnedTails.firstIndex(where: { $0.app == app.id }) {
      logs = pinnedTails.remove(at: index)
      logs.isScanAwaited = false
    } else {
      logs = before.successor(for: app?.id)
    }
    return startTail(of: app) + left
  }

  /// Tails the chosen app, unless that is under way or there is nothing to tail.
  mutating func startTail(of app: App?) -> [Effect] {
    guard let app, !logs.isTailing else { return [] }
    guard app.currentRevision > 0 else {
      logs.remark = "\(app.name) has never been deployed: press \(hint(.deploy, in: .apps)) to deploy it."
      return []
    }
    logs.remark = "Connecting…"
    logs.isTailing = true
    return [.tail(app.id, logs.request)]
  }

  /// Tabs of the last start begin to tail; those of apps that are gone end.
  mutating func followTabs() -> [Effect] {
    guard records != nil else { return [] }
    var effects: [Effect] = []
    for index in pinnedTails.indices.reversed() {
      guard let id = pinnedTails[index].app, let app = app(id) else {
        if let gone = pinnedTails.remove(at: index).app { effects.append(.stopTail(gone)) }
        continue
      }
      guard !pinnedTails[index].isTailing, app.currentRevision > 0 else { continue }
      pinnedTails[index].isTailing = true
      effects.append(.tail(id, pinnedTails[index].request))
    }
    return effects
  }

  /// Changes the tail of an app in place, wherever it is; nothing where there is none.
  mutating func changeTail(of app: AppID, _ change: (inout LogState) -> Void) {
    if logs.app == app {
      change(&logs)
    } else if let index = pinnedTails.firstIndex(where: { $0.app == app }) {
      change(&pinnedTails[index])
    }
  }

  /// The names of the tabs, and how many lines have come to each since it was looked at.
  func drawTails(_ rect: Rect, on frame: inout Frame) {
    frame.fill(rect, style: Style(.muted))
    var x = rect.x
    for (index, tail) in tails.enumerated() {
      let isShown = tail.app == logs.app
      let name = (tail.app.flatMap { app($0)?.name } ?? "").neutralised()
      let new = isShown || tail.unseenCount == 0 ? "" : " +\(tail.unseenCount)"
      let label = " \(tail.pinned == nil ? "" : "•")\(name)\(new) "
      guard x < rect.maxX else { break }
      frame.add(.tab(index), Rect(x: x, y: rect.y, width: label.displayWidth, height: 1).intersection(rect))
      x = frame.draw(
        label, x: x, y: rect.y,
        style: Style(isShown ? .text : .muted, on: isShown ? .selection : nil, isShown ? .bold : []),
        clip: rect)
      if index < tails.count - 1 { x = frame.draw("│", x: x, y: rect.y, style: Style(.border), clip: rect) }
    }
  }
}

extension LogState {
  /// For another app, with the person's choices of how lines look and what is looked for.
  func successor(for app: AppID?) -> LogState {
    var successor = self
    successor.pinned = nil
    successor.isTailing = false
    successor.request = LogRequest()
    successor.isScanAwaited = false
    successor.restart(for: app)
    return successor
  }

  /// Out of sight from now on.
  mutating func park() { seenSequence = nextSequence }

  /// How many rows have come since it was last seen.
  var unseenCount: Int { nextSequence - seenSequence }
}
