import Terminal

extension State {
  func draw(_ message: Message, on frame: inout Frame) {
    let width = min(max(48, message.title.displayWidth + 6), size.width - 4, 76)
    let text = message.text.wrapped(to: width)
    let advice = message.advice?.wrapped(to: width) ?? []
    let height = min(text.count + (advice.isEmpty ? 0 : advice.count + 1) + 3, size.height - 2)
    let area = drawDialog(title: message.title, width: width, height: height, role: .bad, on: &frame)
    var y = area.y
    for line in text where y < area.maxY - 2 {
      frame.draw(line, x: area.x, y: y + 0, clip: area)
      y += 1
    }
    if !advice.isEmpty { y += 1 }
    for line in advice where y < area.maxY - 1 {
      frame.draw(line, x: area.x, y: y, style: Style(.info), clip: area)
      y += 1
    }
    drawKeys([("Enter", "close")], x: area.x, y: area.maxY - 1, in: area, on: &frame)
  }
}
