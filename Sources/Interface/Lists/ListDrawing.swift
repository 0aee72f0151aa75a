import Terminal

extension State {
  /// A pane of rows: asks only for those that are seen.
  ///
  /// - Returns: how many rows were laid out.
  @discardableResult
  func drawList(
    _ pane: Pane, _ ids: [String], in rect: Rect, placeholder: String, detail: String = "",
    titles: ((inout Frame, Rect) -> Void)? = nil, on frame: inout Frame, row: (inout Frame, Int, Rect) -> Void
  ) -> Int {
    let isFocused = focus == pane
    let list = list(pane)
    let selected = list.index(in: ids)
    let note = selected.map { "\($0 + 1)/\(ids.count)" } ?? ""
    var area = frame.drawBox(rect, title: title(of: pane, detail: detail), note: note, isFocused: isFocused)
    guard !ids.isEmpty else {
      frame.drawPlaceholder(placeholder, in: area)
      return 0
    }
    // A column for the mark of selection on the left, one of air on the right.
    let inside = Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: area.height)
    if let titles {
      titles(&frame, Rect(x: inside.x, y: inside.y, width: inside.width, height: 1))
      area = area.splitTop(1).rest
    }
    var shown = list
    shown.show(in: ids, height: area.height)
    let visible = shown.offset..<max(shown.offset, min(ids.count, shown.offset + area.height))
    for index in visible {
      let y = area.y + index - shown.offset
      row(&frame, index, Rect(x: inside.x, y: y, width: inside.width, height: 1))
      if index == selected {
        frame.markSelected(Rect(x: area.x, y: y, width: area.width, height: 1), isFocused: isFocused)
      }
    }
    frame.drawScrollbar(rect, offset: shown.offset, shown: area.height, total: ids.count, isFocused: isFocused)
    return visible.count
  }
}
