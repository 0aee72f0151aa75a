import Model
import Terminal

/// Tails that go on while another app is chosen, each a tab of the log pane with its own rows, filter, search and budget.
///
/// What the pane shows is always a tail of the chosen app: going to a tab chooses its app, and choosing an app that has a tab shows
/// that. So a key that does something to an app never means another than the one whose log is seen.
///
/// Tabs of one app look at the same lines, each through a filter of its own: the cluster is asked once for all of them.
extension State {
  /// More would be a budget of memory that nobody sees.
  static let mostTabs = 8

  /// All tabs in the order in which they were pinned, then the tail that is only looked at.
  var tails: [LogState] { (pinnedTails + [logs]).sorted { ($0.pinned ?? .max) < ($1.pinned ?? .max) } }

  /// Whether the log pane has a line of tabs.
  var hasTabs: Bool { !pinnedTails.isEmpty || logs.pinned != nil }

  /// Of a tail that is pinned already it makes a second tab, which shows all lines until it has a filter.
  mutating func pinTail() {
    let next = (tails.compactMap(\.pinned).max() ?? 0) + 1
    guard logs.pinned != nil else {
      logs.pinned = next
      show("Pinned; \(hint(.previousTab, in: .logs)) and \(hint(.nextTab, in: .logs)) go from tab to tab.")
      return
    }
    parkTail()
    logs.pinned = next
    logs.setFilter("")
    show("One more tab of this log: \(hint(.filterLogs, in: .logs)) gives it a filter of its own.")
  }

  /// Keeps the tail as one that is only looked at: it ends when another app is chosen. Where its app has another tab, that is shown.
  mutating func closeTail() -> [Effect] {
    guard logs.pinned != nil else { return [] }
    logs.pinned = nil
    if let twin = pinnedTails.firstIndex(where: { $0.app == logs.app }) {
      showTail(at: twin)
      return []
    }
    return pinnedTails.isEmpty ? [] : goToTail(by: -1)
  }

  mutating func goToTail(by distance: Int) -> [Effect] {
    let tails = tails
    guard let index = tails.firstIndex(where: { $0.pinned == logs.pinned }) else { return [] }
    return goToTail(at: (index + distance + tails.count) % tails.count)
  }

  /// Chooses the app of a tab; the tail follows from that.
  mutating func goToTail(at index: Int) -> [Effect] {
    guard tails.indices.contains(index), let id = tails[index].app, let app = app(id) else { return [] }
    if let wanted = pinnedTails.firstIndex(where: { $0.pinned == tails[index].pinned }) {
      guard id != logs.app else {
        let tail = pinnedTails.remove(at: wanted)
        parkTail()
        logs = tail
        logs.isScanAwaited = false
        return []
      }
      // The first of an app's tabs is the one that choosing it shows.
      pinnedTails.insert(pinnedTails.remove(at: wanted), at: 0)
    }
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
      parkTail()
    } else if before.isTailing, let old = before.app {
      left = [.stopTail(old)]
    }
    if let app, let index = pinnedTails.firstIndex(where: { $0.app == app.id }) {
      showTail(at: index)
    } else {
      logs = before.successor(for: app?.id)
    }
    return startTail(of: app) + left
  }

  /// Puts what is shown among the tabs that are not, as the one of its app that was seen last.
  private mutating func parkTail() {
    pinnedTails.insert(logs, at: 0)
    pinnedTails[0].park()
  }

  private mutating func showTail(at index: Int) {
    logs = pinnedTails.remove(at: index)
    logs.isScanAwaited = false
  }

  /// The tabs of an app begin anew, with what is asked of the one that is shown.
  mutating func restartTails(of app: AppID) {
    logs.restart(for: app)
    logs.isTailing = false
    for index in pinnedTails.indices where pinnedTails[index].app == app {
      pinnedTails[index].request = logs.request
      pinnedTails[index].restart(for: app)
      pinnedTails[index].isTailing = false
    }
  }

  private func isTailed(_ app: AppID) -> Bool {
    logs.app == app && logs.isTailing || pinnedTails.contains { $0.app == app && $0.isTailing }
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
    for index in pinnedTails.indices where pinnedTails[index].app == app.id { pinnedTails[index].isTailing = true }
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
      if !isTailed(id) { effects.append(.tail(id, pinnedTails[index].request)) }
      pinnedTails[index].isTailing = true
    }
    return effects
  }

  /// Changes the tails of an app in place, wherever they are; nothing where there is none.
  mutating func changeTail(of app: AppID, _ change: (inout LogState) -> Void) {
    if logs.app == app { change(&logs) }
    for index in pinnedTails.indices where pinnedTails[index].app == app { change(&pinnedTails[index]) }
  }

  /// The app of a tab, and its filter where another tab is of the same app.
  private func name(of tail: LogState) -> String {
    let name = tail.app.flatMap { app($0)?.name } ?? ""
    let filter = tail.finding.filterText
    guard !filter.isEmpty, tails.count(where: { $0.app == tail.app }) > 1 else { return name.neutralised() }
    return "\(name) &\(filter.fitted(to: 16))".neutralised()
  }

  /// The names of the tabs, and how many lines have come to each since it was looked at.
  func drawTails(_ rect: Rect, on frame: inout Frame) {
    frame.fill(rect, style: Style(.muted))
    var x = rect.x
    for (index, tail) in tails.enumerated() {
      let isShown = tail.pinned == logs.pinned
      let name = name(of: tail)
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
