import Terminal

extension State {
  /// Nothing but the lock: neither names nor numbers of what lies behind.
  func drawLock(_ lock: ScreenLock, on frame: inout Frame) {
    let width = min(56, size.width - 6)
    var lines: [(String, Role)] = [("The vault opens with its passphrase.", .text)]
    if !jobs.isEmpty { lines.append(("\(underWay) and will be finished; the keys are kept until then.", .progress)) }
    if lock.hasForgotten { lines.append(("Its keys are forgotten, and no cluster is followed.", .muted)) }
    lines = lines.flatMap { line in line.0.wrapped(to: width).map { ($0, line.1) } }
    let area = drawDialog(title: "Locked", width: width, height: lines.count + 5, on: &frame)
    for (row, line) in lines.enumerated() {
      frame.draw(line.0, x: area.x, y: area.y + row, style: Style(line.1), clip: area)
    }
    let y = area.y + lines.count + 1
    let label = "Passphrase "
    let x = frame.draw(label, x: area.x, y: y, style: Style(.accent, .bold), clip: area)
    // As many dots as fit: they tell that keys arrive.
    let dots = String(repeating: "•", count: min(lock.input.text.count, max(0, area.maxX - x - 1)))
    let end = frame.draw(dots, x: x, y: y, style: Style(.text), clip: area)
    if lock.isOpening {
      frame.draw("…", x: end, y: y, style: Style(.progress), clip: area)
    } else {
      frame.cursor = Point(x: end, y: y)
    }
    if let problem = lock.problem {
      frame.draw(problem.fitted(to: area.width), x: area.x, y: y + 1, style: Style(.bad), clip: area)
    }
    drawKeys([("Enter", "unlock"), ("Ctrl-C", "quit")], x: area.x, y: area.maxY - 1, in: area, on: &frame)
    // The mouse does nothing here.
    frame.links = []
  }
}
