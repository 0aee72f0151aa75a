import Terminal

extension State {
  func draw(_ message: Message, on frame: inout Frame) {
    let width = min(max(48, message.title.displayWidth + 6), size.width - 6, 76)
    let text = message.text.wrapped(to: width)
    let advice = message.advice?.wrapped(to: width) ?? []
    // The advice and the keys are never what is cut.
    let extra = (advice.isEmpty ? 0 : advice.count + 1) + 2
    let height = min(text.count + extra, size.height - 2)
    let shown = max(1, height - extra)
    let offset = min(message.offset, max(0, text.count - shown))
    let waiting = waitingMessages.isEmpty ? "" : "\(waitingMessages.count) more"
    let note = text.count > shown ? "\(offset + 1)–\(offset + shown) of \(text.count)" : waiting
    let area = drawDialog(title: message.title, width: width, height: height, note: note, role: .bad, on: &frame)
    for (row, line) in text.dropFirst(offset).prefix(shown).enumerated() {
      frame.draw(line, x: area.x, y: area.y + row, clip: area)
    }
    var y = area.y + min(text.count, shown) + 1
    for line in advice where y < area.maxY - 1 {
      frame.draw(line, x: area.x, y: y, style: Style(.info), clip: area)
      y += 1
    }
    let keys = text.count > shown ? [("↑↓", "scroll"), ("Enter", "close")] : [("Enter", "close")]
    drawKeys(keys, x: area.x, y: area.maxY - 1, in: area, on: &frame)
  }
}
