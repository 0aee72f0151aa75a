import Terminal

extension State {
  func draw(_ page: TextPage, in rect: Rect, on frame: inout Frame) {
    let height = max(0, rect.height - 2)
    let count = page.lines?.count ?? 0
    let matches = page.matches
    var note = count > height ? "\(page.offset + 1)–\(min(count, page.offset + height)) of \(count)" : ""
    var title = page.title
    if let filtering, filtering.place == .page(.text) {
      title += " /\(filtering.input.text)▏"
    } else if !page.search.isEmpty {
      title += " /\(page.search)"
    }
    if !page.search.isEmpty { note = "\(matches.count) found" + (note.isEmpty ? "" : " · \(note)") }
    let area = frame.drawBox(rect, title: title, note: note, isFocused: true)
    guard let lines = page.lines else {
      frame.drawPlaceholder("Reading…", in: area)
      return
    }
    let inside = Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: area.height)
    for (row, line) in lines.dropFirst(page.offset).prefix(inside.height).enumerated() {
      let text = page.shift == 0 ? line.text : line.text.dropping(cells: page.shift)
      let y = inside.y + row
      frame.draw(text.fitted(to: inside.width), x: inside.x, y: y, style: Style(line.role), clip: inside)
      for range in text.ranges(matching: page.search) {
        let x = inside.x + text[..<range.lowerBound].displayWidth
        frame.draw(text[range], x: x, y: y, style: Style(.match), clip: inside)
      }
    }
    frame.drawScrollbar(rect, offset: page.offset, shown: inside.height, total: count, isFocused: true)
  }
}
