import Terminal

extension State {
  func draw(_ form: Form, on frame: inout Frame) {
    let width = min(72, size.width - 6)
    let hasGroups = form.group != nil
    let labels = (form.fields.map(\.name.rawValue.displayWidth).max() ?? 0) + 2
    let choices = form.focusedField?.choices ?? []
    let shownChoices = min(choices.count, 6)
    // The focused field's problem is told in full, that of any other in one line.
    let problem = form.focusedField?.problem.map { "✗ \($0)".neutralised().wrapped(to: width - labels) } ?? []
    // As high as the largest group, so that the box stays where it is.
    let count = Dictionary(grouping: form.fields, by: \.group).values.map(\.count).max() ?? 0
    let height = count * 2 + 2 + (hasGroups ? 2 : 0) + shownChoices + max(0, problem.count - 1)
    let area = drawDialog(title: form.title, width: width, height: height, on: &frame)
    let bottom = area.maxY - 1
    let spacing = height <= area.height ? 2 : 1
    var y = area.y + (spacing - 1)
    if hasGroups {
      drawGroups(of: form, in: Rect(x: area.x, y: area.y, width: area.width, height: 1), on: &frame)
      y = area.y + 2
    }
    for (index, field) in form.fields.enumerated() where y < bottom && field.group == form.group {
      let isFocused = index == form.focus
      frame.draw(
        field.name.rawValue, x: area.x, y: y, style: Style(isFocused ? .accent : .muted, isFocused ? .bold : []),
        clip: area)
      let place = Rect(x: area.x + labels, y: y, width: area.width - labels, height: 1)
      drawValue(of: field, isFocused: isFocused, in: place, on: &frame)
      frame.add(.field(index), Rect(x: area.x, y: y, width: area.width, height: 1))
      y += 1
      let lines = isFocused ? problem : field.problem.map { ["✗ \($0)".neutralised().fitted(to: place.width)] } ?? []
      for (row, line) in lines.enumerated() {
        frame.draw(line, x: place.x, y: y + row, style: Style(.bad), clip: area)
      }
      y += max(0, lines.count - 1)
      if isFocused, !choices.isEmpty {
        y = drawChoices(choices, chosen: field.input.text, count: shownChoices, in: place, from: y, on: &frame)
      }
      if spacing == 2 || field.problem != nil { y += 1 }
    }
    if let remark = form.remark {
      frame.draw(remark.fitted(to: area.width), x: area.x, y: bottom - 1, style: Style(.progress), clip: area)
    }
    let last = form.focus == form.shown.last
    let enter = ("Enter", last && !hasGroups ? form.verb.lowercased() : "next")
    drawKeys(
      (hasGroups ? [("PgUp/PgDn", "group")] : [enter]) + [("Ctrl-S", form.verb.lowercased()), ("Esc", "cancel")],
      x: area.x, y: bottom, in: area, on: &frame)
  }

  /// The groups in a line, those with something wrong marked.
  private func drawGroups(of form: Form, in line: Rect, on frame: inout Frame) {
    var x = line.x
    for group in FormGroup.allCases {
      let isChosen = group == form.group
      let isWrong = form.fields.contains { $0.group == group && $0.problem != nil }
      x = frame.draw(
        "\(isWrong ? "✗" : " ")\(group.rawValue) ", x: x, y: line.y,
        style: Style(
          isWrong ? .bad : isChosen ? .text : .muted, on: isChosen ? .selection : nil, isChosen ? .bold : []),
        clip: line)
    }
  }

  private func drawValue(of field: Form.Field, isFocused: Bool, in place: Rect, on frame: inout Frame) {
    guard field.choices != nil else {
      drawInput(
        field.isMasked ? field.input.masked : field.input, placeholder: field.placeholder, hasFocus: isFocused,
        in: place, on: &frame)
      return
    }
    let text = field.input.text.isEmpty ? "–" : field.input.text
    frame.fill(place, style: Style(.input))
    frame.draw(
      (isFocused ? "◂ \(text.neutralised()) ▸" : text.neutralised()).fitted(to: place.width), x: place.x, y: place.y,
      style: Style(.input), clip: place)
  }

  private func drawChoices(
    _ choices: [String], chosen: String, count: Int, in place: Rect, from top: Int, on frame: inout Frame
  ) -> Int {
    let current = choices.firstIndex(of: chosen) ?? 0
    let first = min(max(0, current - count / 2), max(0, choices.count - count))
    for (row, choice) in choices.dropFirst(first).prefix(count).enumerated() {
      let isChosen = choice == chosen
      let text = "\(isChosen ? "●" : "○") \(choice.neutralised())".fitted(to: place.width)
      frame.draw(text, x: place.x, y: top + row, style: Style(isChosen ? .accent : .muted), clip: Rect(size))
    }
    return top + count
  }
}
