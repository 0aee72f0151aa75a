import Terminal

extension State {
  /// The keys that work in the focused pane, those of other panes after them.
  func drawHelp(offset: Int, on frame: inout Frame) {
    let width = min(108, size.width - 6)
    let lines = helpLines(width: width)
    let height = min(lines.count + 2, size.height - 2)
    let shown = max(0, height - 2)
    let start = min(offset, max(0, lines.count - shown))
    let note = lines.count > shown ? "\(start + 1)–\(start + shown) of \(lines.count)" : ""
    let area = drawDialog(
      title: "Keys in \(place.title)\(keymap.name == "default" ? "" : " · \(keymap.name)")", width: width,
      height: height, note: note, on: &frame)
    for (row, line) in lines.dropFirst(start).prefix(shown).enumerated() {
      var x = area.x
      for (text, style) in line { x = frame.draw(text, x: x, y: area.y + row, style: style, clip: area) }
    }
    drawKeys([("↑↓", "scroll"), ("Esc", "close")], x: area.x, y: area.maxY - 1, in: area, on: &frame)
  }

  private func helpLines(width: Int) -> [[(String, Style)]] {
    var lines: [[(String, Style)]] = []
    let keyWidth = 24
    // What is particular to the pane comes before what works everywhere.
    for group in CommandEntry.Group.allCases.filter({ $0 != .moving && $0 != .general }) + [.moving, .general] {
      let entries = Command.list.filter { $0.group == group && $0.works(in: place) }
      guard !entries.isEmpty else { continue }
      if !lines.isEmpty { lines.append([]) }
      lines.append([(group.rawValue, Style(.title, .bold))])
      for entry in entries {
        let reason = entry.command.disabledReason(in: self)
        let keys = keymap.chords(for: entry.command, in: place).map(\.description).joined(separator: "  ")
        let text = (reason.map { "\(entry.help) Not now: \($0)" } ?? entry.help).wrapped(to: width - keyWidth)
        for (index, part) in text.enumerated() {
          lines.append([
            (
              index == 0 ? keys.fitted(to: keyWidth - 1).padded(to: keyWidth) : String(repeating: " ", count: keyWidth),
              Style(reason == nil ? .key : .disabled)
            ),
            (part, Style(reason == nil ? .text : .disabled)),
          ])
        }
      }
    }
    return lines
  }
}
