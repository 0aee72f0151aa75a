import Foundation
import Model
import Terminal

extension State {
  func drawLogs(_ rect: Rect, on frame: inout Frame) {
    let visible = logs.visible
    let new = logs.newCount
    let note = logs.isFollowing ? (logs.rows.isEmpty ? "" : "following") : new > 0 ? "paused, +\(new) new" : "paused"
    let detail = [selectedApp?.name ?? "", logs.request.title].filter { !$0.isEmpty }.joined(separator: " · ")
    let area = frame.drawBox(
      rect, title: title(of: .logs, detail: detail), note: note, isFocused: focus == .logs)
    guard !visible.isEmpty else {
      frame.drawPlaceholder(emptyLogText, in: area)
      return
    }
    let inside = Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: area.height)
    let end = logs.end
    var lines: [[Segment]] = []
    var index = end - 1
    // From the bottom up, so that only what is seen is laid out.
    while index >= 0, lines.count < inside.height {
      lines += layOut(visible[index], width: inside.width).reversed()
      index -= 1
    }
    let shown = Array(lines.prefix(inside.height).reversed())
    let top = shown.count < inside.height ? inside.y : inside.maxY - shown.count
    for (row, segments) in shown.enumerated() {
      var x = inside.x
      for segment in segments { x = frame.draw(segment.text, x: x, y: top + row, style: segment.style, clip: inside) }
    }
    frame.drawScrollbar(
      rect, offset: max(0, end - inside.height), shown: inside.height, total: visible.count, isFocused: focus == .logs)
  }

  private struct Segment {
    var text: String
    var style: Style
  }

  private func layOut(_ row: LogRow, width: Int) -> [[Segment]] {
    if row.isRemark {
      return [[Segment(text: "── \(row.text) ".fitted(to: width), style: Style(.muted))]]
    }
    var prefix: [Segment] = []
    if let time = row.time, let text = logs.timestamps.text(of: time, at: now) {
      prefix.append(Segment(text: text + " ", style: Style(.timestamp)))
    }
    if width >= 30 {
      prefix.append(Segment(text: row.podLabel + " ", style: Style(.series(logs.pods[row.pod] ?? 0))))
    }
    let used = prefix.reduce(0) { $0 + $1.text.displayWidth }
    let style = Style(row.levelRole)
    guard logs.wraps else {
      let shift = list(.logs).shift
      let text = shift == 0 ? row.text : row.text.dropping(cells: shift)
      return [prefix + [Segment(text: text.fitted(to: width - used), style: style)]]
    }
    let indent = Segment(text: String(repeating: " ", count: used), style: Style())
    // A line that would fill the screen many times over shows its start.
    return row.text.prefix(cells: width * size.height).wrapped(to: max(1, width - used)).enumerated().map {
      index, line in
      (index == 0 ? prefix : [indent]) + [Segment(text: line, style: style)]
    }
  }

  private var emptyLogText: String {
    if !filter(.logs).isEmpty, !logs.rows.isEmpty {
      return "No line matches \"\(filter(.logs))\".\nEsc clears the filter."
    }
    return logs.remark ?? (selectedApp == nil ? "" : "No lines yet.")
  }
}

extension LogRow {
  /// The end of a pod's name, which tells the pods of an app apart.
  var podLabel: String { String(pod.suffix(5)) }

  var levelRole: Role {
    switch LogLevel(of: text) {
    case .error: .levelError
    case .warning: .levelWarning
    case .debug: .levelDebug
    case .info, nil: .text
    }
  }
}
