import Terminal

extension Frame {
  /// A pane's border with its title, and what is said at its right end; returns the area inside.
  mutating func drawBox(_ rect: Rect, title: String, note: String = "", isFocused: Bool) -> Rect {
    guard rect.width >= 4, rect.height >= 2 else { return Rect(x: rect.x, y: rect.y, width: 0, height: 0) }
    let style = Style(isFocused ? .borderFocused : .border)
    let (right, bottom) = (rect.maxX - 1, rect.maxY - 1)
    for x in rect.x + 1..<right {
      draw("─", x: x, y: rect.y, style: style)
      draw("─", x: x, y: bottom, style: style)
    }
    for y in rect.y + 1..<bottom {
      draw("│", x: rect.x, y: y, style: style)
      draw("│", x: right, y: y, style: style)
    }
    draw("╭", x: rect.x, y: rect.y, style: style)
    draw("╮", x: right, y: rect.y, style: style)
    draw("╰", x: rect.x, y: bottom, style: style)
    draw("╯", x: right, y: bottom, style: style)

    let inner = rect.width - 4
    // Where there is no room for both, the title is what is needed.
    let fits = title.displayWidth + note.displayWidth + 5 <= inner
    let shownNote = note.isEmpty || !fits ? "" : " \(note) "
    let room = inner - shownNote.displayWidth
    let shownTitle = " \(title.fitted(to: max(1, room - 2))) "
    draw(
      shownTitle, x: rect.x + 1, y: rect.y, style: Style(isFocused ? .borderFocused : .title, isFocused ? .bold : []))
    if !shownNote.isEmpty { draw(shownNote, x: right - shownNote.displayWidth - 1, y: rect.y, style: Style(.muted)) }
    return rect.inset(by: 1)
  }

  /// What is said on the lower border; where there is no room for both, the left of the two is what is needed.
  mutating func drawBottomNotes(_ rect: Rect, left: String, right: String) {
    guard rect.width >= 12, rect.height >= 2 else { return }
    let (y, inner) = (rect.maxY - 1, rect.width - 4)
    let shown = left.isEmpty ? "" : " \(left.fitted(to: inner - 2)) "
    draw(shown, x: rect.x + 1, y: y, style: Style(.muted))
    guard !right.isEmpty, shown.displayWidth + right.displayWidth + 3 <= inner else { return }
    draw(" \(right) ", x: rect.maxX - 4 - right.displayWidth, y: y, style: Style(.muted))
  }

  /// Words in the middle of a pane that has no rows.
  mutating func drawPlaceholder(_ text: String, in area: Rect) {
    let lines = text.wrapped(to: area.width - 2)
    let top = area.y + max(0, (area.height - lines.count) / 2)
    for (index, line) in lines.prefix(area.height).enumerated() {
      let x = area.x + max(0, (area.width - line.displayWidth) / 2)
      draw(line, x: x, y: top + index, style: Style(.placeholder), clip: area)
    }
  }

  /// Where a list is, when it is longer than its pane: a thumb on the right border.
  mutating func drawScrollbar(_ rect: Rect, offset: Int, shown: Int, total: Int, isFocused: Bool) {
    guard total > shown, rect.height > 4 else { return }
    let track = rect.height - 2
    let thumb = max(1, track * shown / total)
    let top = min(track - thumb, (track - thumb) * offset / max(1, total - shown))
    for y in 0..<thumb {
      draw("┃", x: rect.maxX - 1, y: rect.y + 1 + top + y, style: Style(isFocused ? .borderFocused : .border))
    }
  }
}
