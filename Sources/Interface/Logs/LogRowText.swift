import Foundation
import Terminal

/// A piece of a line in one style.
struct LogSegment: Hashable {
  var text: String
  var style: Style

  init(_ text: String, _ style: Style) {
    self.text = text
    self.style = style
  }
}

/// How one row of a log is written: its time, its pod, then the line as it came or its fields.
struct LogRowText {
  let logs: LogState
  /// The fields that a person has chosen to see; none for all.
  let fields: [String]
  let size: Size
  let now: Date

  func lines(of row: LogRow) -> [[LogSegment]] {
    if row.isRemark { return [[LogSegment("── \(row.text) ".fitted(to: size.width), Style(.muted))]] }
    let prefix = prefix(of: row)
    let used = prefix.reduce(0) { $0 + $1.text.displayWidth }
    let room = max(1, size.width - used)
    let content = content(of: row)
    guard logs.wraps else {
      return [prefix + marked(content.dropping(cells: logs.shift).fitted(to: room), of: row)]
    }
    let indent = LogSegment(String(repeating: " ", count: used), Style())
    // A line that would fill the screen many times over shows its start.
    let wrapped = content.prefix(cells: size.width * size.height).wrapped(to: room)
    return wrapped.enumerated().map { index, line in (index == 0 ? prefix : [indent]) + marked(line, of: row) }
  }

  /// A deploy between the lines, over the whole width.
  func line(of marker: LogMarker) -> [LogSegment] {
    let shown: LogTimestamps = logs.timestamps == .off ? .local : logs.timestamps
    let text = "── \(marker.text.neutralised()) · \(shown.text(of: marker.time, at: now) ?? "") ".fitted(to: size.width)
    return [
      LogSegment(text + String(repeating: "─", count: max(0, size.width - text.displayWidth)), Style(marker.role))
    ]
  }

  /// When it was written, and by which pod; the container where there are several.
  private func prefix(of row: LogRow) -> [LogSegment] {
    var prefix: [LogSegment] = []
    if let time = row.time, let text = logs.timestamps.text(of: time, at: now) {
      prefix.append(LogSegment(text + " ", Style(.timestamp)))
    }
    guard size.width >= 30 else { return prefix }
    var label = row.podLabel
    if logs.containers.count > 1 {
      let width = min(10, logs.containers.map(\.displayWidth).max() ?? 0)
      label += "/" + row.container.fitted(to: width).padded(to: width)
    }
    prefix.append(LogSegment(label + " ", Style(.series(logs.pods[row.pod] ?? 0))))
    return prefix
  }

  private func content(of row: LogRow) -> [LogSegment] {
    guard logs.showsFields, let parsed = LogFields(row.text) else {
      return [LogSegment(row.text, Style(LogLevel(of: row.text).role))]
    }
    let level = parsed.level
    var segments: [LogSegment] = []
    for field in parsed.shown(choice: fields) {
      let isFirst = segments.isEmpty
      switch parsed.part(of: field) {
      case .level?: segments.append(LogSegment(level?.word ?? field.value.neutralised(), Style(level.role, .bold)))
      case .message?: segments.append(LogSegment((isFirst ? "" : " ") + field.value.neutralised(), Style(level.role)))
      case .time?: segments.append(LogSegment((isFirst ? "" : " ") + field.value.neutralised(), Style(.timestamp)))
      case nil:
        segments.append(LogSegment((isFirst ? "" : " ") + field.name.neutralised() + "=", Style(.muted)))
        segments.append(LogSegment(field.value.neutralised(), Style()))
      }
    }
    return segments
  }

  /// What is searched for stands out; where the person is, more so.
  private func marked(_ segments: [LogSegment], of row: LogRow) -> [LogSegment] {
    guard let search = logs.finding.search else { return segments }
    let mark = row.sequence == logs.cursor ? Style(.match, [.bold, .underline]) : Style(.match)
    return segments.flatMap { segment in
      var parts: [LogSegment] = []
      var position = segment.text.startIndex
      for range in search.ranges(in: segment.text) where range.lowerBound >= position {
        parts.append(LogSegment(String(segment.text[position..<range.lowerBound]), segment.style))
        parts.append(LogSegment(String(segment.text[range]), mark))
        position = range.upperBound
      }
      return parts + [LogSegment(String(segment.text[position...]), segment.style)]
    }
  }
}

extension [LogSegment] {
  fileprivate func fitted(to width: Int) -> [LogSegment] {
    var result: [LogSegment] = []
    var room = width
    for (index, segment) in enumerated() {
      let isLast = index == count - 1
      // One cell is kept for the sign that there is more.
      if isLast ? !segment.text.exceeds(cells: room) : !segment.text.exceeds(cells: room - 1) {
        result.append(segment)
        room -= segment.text.displayWidth
      } else {
        return result + [LogSegment((segment.text + (isLast ? "" : " …")).fitted(to: room), segment.style)]
      }
    }
    return result
  }

  fileprivate func dropping(cells: Int) -> [LogSegment] {
    guard cells > 0 else { return self }
    var rest = cells
    return compactMap { segment in
      guard rest > 0 else { return segment }
      let width = segment.text.displayWidth
      defer { rest = Swift.max(0, rest - width) }
      return width <= rest ? nil : LogSegment(segment.text.dropping(cells: rest), segment.style)
    }
  }

  fileprivate func prefix(cells: Int) -> [LogSegment] {
    var rest = cells
    return prefix { _ in rest > 0 }.map { segment in
      let text = segment.text.prefix(cells: rest)
      rest -= text.displayWidth
      return LogSegment(text, segment.style)
    }
  }

  /// Between words where that is possible. What does not fit behind a field begins a line.
  fileprivate func wrapped(to width: Int) -> [[LogSegment]] {
    var lines: [[LogSegment]] = [[]]
    var used = 0
    for segment in self {
      var text = segment.text
      if used > 0, text.exceeds(cells: width - used) {
        lines.append([])
        used = 0
        text = String(text.drop { $0 == " " })
      }
      for (index, piece) in (text.exceeds(cells: width) ? text.wrapped(to: width) : [text]).enumerated() {
        if index > 0 {
          lines.append([])
          used = 0
        }
        lines[lines.count - 1].append(LogSegment(piece, segment.style))
        used += piece.displayWidth
      }
    }
    return lines
  }
}

extension LogRow {
  /// The end of a pod's name, which tells the pods of an app apart.
  var podLabel: String { String(pod.suffix(5)) }
}

extension LogLevel? {
  var role: Role {
    switch self {
    case .error: .levelError
    case .warning: .levelWarning
    case .debug: .levelDebug
    case .info, nil: .text
    }
  }
}
