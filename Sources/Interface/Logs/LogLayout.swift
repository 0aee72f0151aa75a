import Foundation
import Terminal

/// The rows of a log as the lines that a pane of that size shows: from the bottom up, so that only what is seen is laid out.
package struct LogLayout {
  struct Segment: Hashable {
    var text: String
    var style: Style
  }

  struct Line: Hashable {
    var segments: [Segment]
    /// The row that it is of.
    var sequence: Int
  }

  private(set) var lines: [Line] = []
  /// How many rows were laid out for it.
  package private(set) var rowCount = 0
  /// The index among the visible rows after the last that is shown.
  let end: Int

  private let logs: LogState
  private let size: Size
  private let now: Date

  package init(_ logs: LogState, size: Size, now: Date) {
    self.logs = logs
    self.size = size
    self.now = now
    // A filter may have left fewer rows above the one at the bottom than the pane has room for.
    end = max(logs.end, min(logs.wraps ? 1 : size.height, logs.visibleCount))
    var upwards: [Line] = []
    var index = end - 1
    while index >= 0, upwards.count < size.height {
      let row = logs.visible(index)
      upwards += layOut(row).reversed().map { Line(segments: $0, sequence: row.sequence) }
      rowCount += 1
      index -= 1
    }
    lines = upwards.prefix(size.height).reversed()
  }

  private func layOut(_ row: LogRow) -> [[Segment]] {
    if row.isRemark {
      return [[Segment(text: "── \(row.text) ".fitted(to: size.width), style: Style(.muted))]]
    }
    let prefix = prefix(of: row)
    let used = prefix.reduce(0) { $0 + $1.text.displayWidth }
    guard logs.wraps else {
      let text = logs.shift == 0 ? row.text : row.text.dropping(cells: logs.shift)
      return [prefix + marked(text.fitted(to: size.width - used), of: row)]
    }
    let indent = Segment(text: String(repeating: " ", count: used), style: Style())
    // A line that would fill the screen many times over shows its start.
    let shown = row.text.prefix(cells: size.width * size.height)
    return shown.wrapped(to: max(1, size.width - used)).enumerated().map { index, line in
      (index == 0 ? prefix : [indent]) + marked(line, of: row)
    }
  }

  /// When it was written, and by which pod.
  private func prefix(of row: LogRow) -> [Segment] {
    var prefix: [Segment] = []
    if let time = row.time, let text = logs.timestamps.text(of: time, at: now) {
      prefix.append(Segment(text: text + " ", style: Style(.timestamp)))
    }
    if size.width >= 30 {
      prefix.append(Segment(text: row.podLabel + " ", style: Style(.series(logs.pods[row.pod] ?? 0))))
    }
    return prefix
  }

  /// What is searched for stands out; where the person is, more so.
  private func marked(_ text: String, of row: LogRow) -> [Segment] {
    let style = Style(row.levelRole)
    guard let search = logs.finding.search else { return [Segment(text: text, style: style)] }
    let mark = row.sequence == logs.currentMatch ? Style(.match, [.bold, .underline]) : Style(.match)
    var segments: [Segment] = []
    var position = text.startIndex
    for range in search.ranges(in: text) where range.lowerBound >= position {
      segments.append(Segment(text: String(text[position..<range.lowerBound]), style: style))
      segments.append(Segment(text: String(text[range]), style: mark))
      position = range.upperBound
    }
    return segments + [Segment(text: String(text[position...]), style: style)]
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
