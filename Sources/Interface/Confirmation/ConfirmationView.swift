import Terminal

extension State {
  func draw(_ confirmation: Confirmation, on frame: inout Frame) {
    let width = width(of: confirmation)
    let lines = confirmation.rows(width: width, isSideBySide: isSideBySide)
    let check = confirmation.checkLines.flatMap { line in
      line.text.wrapped(to: width).map { Confirmation.Line($0, line.role) }
    }
    let extra = (confirmation.typed == nil ? 2 : 3) + (check.isEmpty ? 0 : check.count + 1)
    let height = min(lines.count + extra, size.height - 4)
    let shown = max(0, height - extra)
    let note =
      lines.count > shown ? "\(shown + min(confirmation.offset, lines.count - shown)) of \(lines.count) lines" : ""
    let area = drawDialog(
      title: confirmation.title, width: width, height: height, note: note,
      role: confirmation.isDestructive ? .bad : .borderFocused, on: &frame)
    let offset = min(confirmation.offset, max(0, lines.count - shown))
    for (row, line) in lines.dropFirst(offset).prefix(shown).enumerated() {
      frame.draw(line.left.text, x: area.x, y: area.y + row, style: Style(line.left.role), clip: area)
      if let right = line.right {
        let half = area.width / 2
        frame.draw("│", x: area.x + half, y: area.y + row, style: Style(.border), clip: area)
        frame.draw(right.text, x: area.x + half + 2, y: area.y + row, style: Style(right.role), clip: area)
      }
    }
    for (row, line) in check.enumerated() {
      frame.draw(line.text, x: area.x, y: area.y + shown + 1 + row, style: Style(line.role), clip: area)
    }
    let bottom = area.maxY - 1
    if let typed = confirmation.typed {
      let field = Rect(x: area.x, y: bottom - 2, width: area.width, height: 1)
      drawInput(typed.input, in: field, on: &frame)
      let hint =
        typed.isComplete ? [("Enter", confirmation.verb.lowercased()), ("Esc", "cancel")] : [("Esc", "cancel")]
      drawKeys(hint, x: area.x, y: bottom, in: area, on: &frame)
      return
    }
    let buttons = [("Cancel", "n", !confirmation.isVerbFocused), (confirmation.verb, "y", confirmation.isVerbFocused)]
    var x = area.maxX - buttons.reduce(0) { $0 + $1.0.displayWidth + $1.1.displayWidth + 6 } + 1
    for (label, key, isFocused) in buttons {
      let ground: Role? = isFocused ? .selection : nil
      let width = label.displayWidth + key.displayWidth + 4
      frame.add(
        .keys([.character(Character(key))]), Rect(x: x, y: bottom, width: width, height: 1).intersection(area))
      x = frame.draw(isFocused ? "▸ " : "  ", x: x, y: bottom, style: Style(.accent, on: ground), clip: area)
      x = frame.draw(label, x: x, y: bottom, style: Style(.text, on: ground, isFocused ? .bold : []), clip: area)
      x = frame.draw(" \(key) ", x: x, y: bottom, style: Style(.key, on: ground), clip: area) + 1
    }
  }

  /// Old and new stand beside each other where both have room.
  private var isSideBySide: Bool { size.width >= 110 }

  private func width(of confirmation: Confirmation) -> Int {
    let hasPairs = isSideBySide && confirmation.lines.contains { $0.change != nil }
    let longest = confirmation.rows(width: .max, isSideBySide: false).map(\.left.text.displayWidth).max() ?? 0
    let wanted = hasPairs ? max(92, 2 * longest + 3) : longest
    return min(max(52, wanted, confirmation.title.displayWidth + 6), size.width - 6)
  }

  /// A line that is typed, with the terminal's cursor in it.
  func drawInput(
    _ input: TextInput, placeholder: String = "", hasFocus: Bool = true, in field: Rect, on frame: inout Frame
  ) {
    frame.fill(field, style: Style(.input))
    let before = String(input.text.prefix(input.cursor))
    // The cursor stays in sight: what is left of it goes first.
    let shift = max(0, before.displayWidth - field.width + 1)
    if input.text.isEmpty {
      frame.draw(
        placeholder.fitted(to: field.width), x: field.x, y: field.y, style: Style(.placeholder, on: .input), clip: field
      )
    } else {
      frame.draw(input.text.dropping(cells: shift), x: field.x, y: field.y, style: Style(.input), clip: field)
    }
    if hasFocus { frame.cursor = Point(x: field.x + before.displayWidth - shift, y: field.y) }
  }
}
