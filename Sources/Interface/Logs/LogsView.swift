import Model
import Terminal

extension State {
  func drawLogs(_ rect: Rect, on frame: inout Frame) {
    let isFocused = focus == .logs
    let detail = [selectedApp?.name ?? "", logs.request.title].filter { !$0.isEmpty }.joined(separator: " · ")
    var area = frame.drawBox(
      rect, title: title(of: .logs, detail: detail), note: placeNote, isFocused: isFocused)
    frame.drawBottomNotes(rect, left: findingNote, right: logs.budgetNote)
    if hasTabs, area.height > 1 {
      let (line, rest) = area.splitTop(1)
      drawTails(Rect(x: line.x + 1, y: line.y, width: max(0, line.width - 2), height: 1), on: &frame)
      area = rest
    }
    if let typing = filtering, typing.place == .logs, area.height > 1 {
      let (rest, line) = area.splitTop(area.height - 1)
      draw(typing, in: line, on: &frame)
      area = rest
    }
    guard logs.visibleCount > 0 else {
      frame.drawPlaceholder(emptyLogText, in: area)
      return
    }
    let inside = Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: area.height)
    let layout = LogLayout(
      logs, fields: logFieldChoice, size: Size(width: inside.width, height: inside.height), now: now)
    for (row, line) in layout.lines.enumerated() { draw(line, y: inside.y + row, in: area, on: &frame) }
    frame.drawScrollbar(
      rect, offset: max(0, layout.end - inside.height), shown: inside.height, total: logs.visibleCount,
      isFocused: isFocused)
  }

  /// In the column before a line stands what it is to the person: chosen, or to be come back to.
  private func draw(_ line: LogLayout.Line, y: Int, in area: Rect, on frame: inout Frame) {
    let isChosen = !line.isMarker && logs.isSelected(line.sequence)
    let ground: Role? = isChosen ? (focus == .logs ? .selection : .selectionInactive) : nil
    if isChosen { frame.fill(Rect(x: area.x, y: y, width: area.width, height: 1), style: Style(.text, on: ground)) }
    let isBookmark = !line.isMarker && line.isFirst && logs.bookmarks.contains(line.sequence)
    if isBookmark || isChosen {
      frame.draw(isBookmark ? "◆" : "▏", x: area.x, y: y, style: Style(.accent, on: ground))
    }
    var x = area.x + 1
    for segment in line.segments {
      var style = segment.style
      if style.role != .match { style.ground = ground }
      x = frame.draw(
        segment.text, x: x, y: y, style: style, clip: Rect(x: area.x, y: y, width: area.width - 1, height: 1))
    }
  }

  /// The line at the bottom of the pane on which something is typed, and what is wrong with it.
  private func draw(_ typing: FilterInput, in rect: Rect, on frame: inout Frame) {
    let (sign, problem) =
      switch typing.kind {
      case .search: ("/", logs.finding.searchProblem)
      case .filter: ("&", logs.finding.filterProblem)
      case .fields: ("fields ", nil)
      case .save: ("save to ", nil)
      }
    frame.fill(rect, style: Style(.input))
    let hint = typing.kind == .fields ? fieldHint : nil
    let note = (problem ?? hint).map { "  \($0)" } ?? ""
    let room = max(8, rect.width - 2 - sign.displayWidth - min(note.displayWidth, rect.width / 2))
    let before = String(typing.input.text.prefix(typing.input.cursor))
    // The cursor stays in sight, however long the text is.
    let shift = max(0, before.displayWidth + 1 - room)
    var x = frame.draw(" \(sign)", x: rect.x, y: rect.y, style: Style(.key, on: .input, .bold), clip: rect)
    frame.cursor = Point(x: x + before.displayWidth - shift, y: rect.y)
    let text = shift == 0 ? typing.input.text : typing.input.text.dropping(cells: shift)
    x = frame.draw(text.neutralised().fitted(to: room), x: x, y: rect.y, style: Style(.input), clip: rect)
    frame.draw(
      note.neutralised(), x: x, y: rect.y, style: Style(problem == nil ? .placeholder : .warning, on: .input),
      clip: rect)
  }

  private var placeNote: String {
    let new = logs.newCount
    return logs.isFollowing ? (logs.rows.isEmpty ? "" : "following") : new > 0 ? "paused, +\(new) new" : "paused"
  }

  /// `3/17 found · 120 of 3000 shown`; says so while older lines have still to be looked at.
  private var findingNote: String {
    let finding = logs.finding
    var parts: [String] = []
    if finding.search != nil {
      let isDone = !logs.needsScan
      let count = logs.matchCount
      let found = count > 0 ? "\(logs.matchNumber.map { "\($0)/" } ?? "")\(count) found" : isDone ? "not found" : ""
      let what = filtering?.kind == .search ? "" : "/\(finding.searchText) "
      parts.append(what + [found, isDone ? "" : "searching…"].filter { !$0.isEmpty }.joined(separator: ", "))
    }
    if finding.filter != nil {
      let isDone = finding.filtered?.isDone(from: logs.firstSequence) ?? true
      parts.append("\(logs.visibleCount) of \(logs.rows.count) shown" + (isDone ? "" : ", filtering…"))
    }
    return parts.joined(separator: " · ")
  }

  private var emptyLogText: String {
    if logs.finding.filter != nil, !logs.rows.isEmpty {
      if logs.needsScan { return "Filtering…" }
      return "No line matches \"\(filter(.logs))\".\n\(hint(.cancel)) clears the filter."
    }
    return logs.remark ?? (selectedApp == nil ? "" : "No lines yet.")
  }
}

extension LogState {
  /// `12.3/32 MiB`, and how many of the oldest lines were let go for it.
  var budgetNote: String {
    guard !rows.isEmpty else { return "" }
    let tenths = (bytes * 10 + 1 << 19) >> 20
    let used = "\(tenths / 10).\(tenths % 10)/\(budget >> 20) MiB"
    // Where they are too many to be seen, how many have come tells that none is missing.
    let came = lineCount >= 10_000 ? "\(lineCount) lines" : nil
    let gone = droppedCount > 0 ? "oldest \(droppedCount.shortened) lines let go" : nil
    return [came, gone, used].compactMap { $0 }.joined(separator: " · ")
  }
}

extension Int {
  /// `940`, `41k`, `1.2M`
  fileprivate var shortened: String {
    if self < 1000 { return "\(self)" }
    if self < 1_000_000 { return "\(self / 1000)k" }
    return "\(self / 1_000_000).\(self % 1_000_000 / 100_000)M"
  }
}
