import Engine
import Model
import Terminal

extension State {
  /// Where the person is, and whether the cluster there answers.
  func drawHeader(_ rect: Rect, on frame: inout Frame) {
    frame.fill(rect, style: Style(.header))
    let connection = connectionLine
    let badge = selectedCluster?.isInsecure == true ? " ! TLS unchecked" : ""
    let place = [selectedProject?.name, selectedCluster?.name, selectedApp?.name].compactMap { $0 }
    let left = " shipit " + place.joined(separator: " ▸ ") + badge
    // Why a cluster is away can be a long sentence: the names come first, the pane of the logs has it whole.
    let right = "\(connection.sign) \(connection.text)"
      .fitted(to: max(rect.width - left.displayWidth - 3, rect.width / 3))
    let sync = shownSyncLine(besides: left, right, width: rect.width)
    let syncText = sync.map { "\($0.sign) \($0.text)" } ?? ""
    let room = rect.width - right.displayWidth - (sync == nil ? 0 : syncText.displayWidth + 2) - badge.count - 3
    var x = frame.draw(" shipit ", x: rect.x, y: rect.y, style: Style(.accent, on: .header, .bold))
    for (index, name) in place.enumerated() {
      if index > 0 { x = frame.draw(" ▸ ", x: x, y: rect.y, style: Style(.muted, on: .header)) }
      let isLast = index == place.count - 1
      x = frame.draw(name.fitted(to: max(0, room - x)), x: x, y: rect.y, style: Style(.header, isLast ? .bold : []))
    }
    x = frame.draw(badge, x: x, y: rect.y, style: Style(.warning, on: .header, .bold))
    if let sync {
      frame.draw(
        syncText, x: max(x + 1, rect.maxX - right.displayWidth - syncText.displayWidth - 3), y: rect.y,
        style: Style(sync.role, on: .header))
    }
    frame.draw(
      right.fitted(to: rect.width), x: max(x + 1, rect.maxX - right.displayWidth - 1), y: rect.y,
      style: Style(connection.role, on: .header))
  }

  /// What goes well gives way where the names would be cut; what needs somebody does not.
  private func shownSyncLine(besides left: String, _ right: String, width: Int) -> StatusLine? {
    guard let line = syncLine else { return nil }
    let needsSomebody = line.role == .warning || line.role == .bad
    let total = left.displayWidth + right.displayWidth + line.text.displayWidth + 8
    return needsSomebody || total <= width ? line : nil
  }

  /// The state of the chosen cluster's connection in a few words.
  var connectionLine: StatusLine {
    guard let cluster = selectedCluster else { return StatusLine(sign: "○", text: "no cluster", role: .muted) }
    let live = live[cluster.id] ?? ClusterLive()
    switch live.connection {
    case .connecting: return StatusLine(sign: "◌", text: "connecting\(age(of: live))", role: .progress)
    case .connected(let version, _) where !live.hasSpoken:
      return StatusLine(sign: "◌", text: "\(version) · reading\(age(of: live))", role: .progress)
    case .connected(let version, let latency):
      let access = (cluster.isReadOnly ? " · read-only" : "") + (cluster.isProtected ? " · protected" : "")
      return StatusLine(sign: "●", text: "\(version) · \(latency.milliseconds) · live\(access)", role: .good)
    case .disconnected(let reason):
      let text = live.asOf == nil ? reason : "away\(age(of: live))"
      return StatusLine(sign: "✗", text: text, role: .bad)
    }
  }

  /// How old what is shown of a cluster is, where that is not now.
  private func age(of live: ClusterLive) -> String {
    live.asOf.map { ", shown as of \(humanAge(from: $0, to: now)) ago" } ?? ""
  }
}

extension Duration {
  /// How long an answer took: `<1 ms`, `23 ms`.
  var milliseconds: String {
    self < .milliseconds(1) ? "<1 ms" : "\(Int((self / .milliseconds(1)).rounded())) ms"
  }
}
