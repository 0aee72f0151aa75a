import Terminal

/// What somebody sees whose store is empty: three ways to go on.
package enum Welcome: Int, CaseIterable, Hashable, Sendable {
  case connect
  case demo
  case later

  var title: String {
    switch self {
    case .connect: "Connect a cluster of your kubeconfig"
    case .demo: "Look at the demo: simulated clusters, nothing of yours is touched"
    case .later: "Look around first"
    }
  }

  /// Keys that choose it at once.
  var key: Character {
    switch self {
    case .connect: "c"
    case .demo: "d"
    case .later: "l"
    }
  }
}

extension State {
  mutating func handle(_ key: Key, in welcome: Welcome) -> [Effect] {
    guard key.modifiers.isEmpty else { return [] }
    let all = Welcome.allCases
    switch key.code {
    case .up, .character("k"): overlay = .welcome(all[(welcome.rawValue + all.count - 1) % all.count])
    case .down, .character("j"), .tab: overlay = .welcome(all[(welcome.rawValue + 1) % all.count])
    case .enter: return follow(welcome)
    case .escape: return follow(.later)
    case .character("q"): return run(.quit)
    case .character(let character):
      return all.first { $0.key == character }.map { follow($0) } ?? []
    default: break
    }
    return []
  }

  private mutating func follow(_ welcome: Welcome) -> [Effect] {
    overlay = nil
    switch welcome {
    case .connect:
      isGuided = true
      focus = .projects
      return openForm(for: .createProject)
    case .demo:
      wantsDemo = true
      isRunning = false
      return [.quit]
    case .later: return []
    }
  }

  /// After its first project a person who is guided connects a cluster.
  mutating func guide() -> [Effect] {
    guard isGuided, overlay == nil, selectedProject != nil else { return [] }
    isGuided = false
    focus = .clusters
    return openForm(for: .connectCluster)
  }

  func draw(_ welcome: Welcome, on frame: inout Frame) {
    let width = min(70, size.width - 6)
    let words = [
      "Nothing is stored here yet. A project holds clusters, a cluster holds apps;",
      "kubeconfigs and secrets are kept encrypted on this machine alone.",
    ].flatMap { $0.wrapped(to: width) }
    let area = drawDialog(
      title: "Welcome to shipit", width: width, height: words.count + Welcome.allCases.count + 3, on: &frame)
    for (row, text) in words.enumerated() { frame.draw(text, x: area.x, y: area.y + row, clip: area) }
    for (row, choice) in Welcome.allCases.enumerated() {
      let isChosen = choice == welcome
      let y = area.y + words.count + 1 + row
      let ground: Role? = isChosen ? .selection : nil
      let line = Rect(x: area.x, y: y, width: area.width, height: 1)
      if isChosen { frame.fill(line, style: Style(.selection)) }
      var x = frame.draw(isChosen ? "▸ " : "  ", x: area.x, y: y, style: Style(.accent, on: ground), clip: line)
      x = frame.draw(String(choice.key), x: x, y: y, style: Style(.key, on: ground, .bold), clip: line) + 2
      frame.draw(
        choice.title.fitted(to: area.maxX - x), x: x, y: y, style: Style(.text, on: ground, isChosen ? .bold : []),
        clip: line)
    }
    drawKeys([("↑↓", "choose"), ("Enter", "go"), ("q", "quit")], x: area.x, y: area.maxY - 1, in: area, on: &frame)
  }
}
