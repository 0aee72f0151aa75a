import Terminal

extension State {
  /// The line at the bottom, its completions above it.
  func draw(_ line: CommandLine, on frame: inout Frame) {
    let suggestions = suggestions(for: line.typed ?? line.input.text)
    // What Tab has put into the line, what stands in it whole, or what Enter would take instead of it.
    let text = line.input.text.trimmed
    let whole = text.isEmpty ? nil : suggestions.firstIndex { $0.text.trimmed == text }
    let chosen = line.chosen ?? whole ?? (completion(of: text) == nil ? nil : 0)
    let count = min(suggestions.count, 10, max(0, size.height - 6))
    let first = min(max(0, (line.chosen ?? 0) - count + 1), max(0, suggestions.count - count))
    let y = size.height - 1
    frame.links = []
    let names = suggestions.map(\.width).max() ?? 0
    for (row, suggestion) in suggestions.dropFirst(first).prefix(count).enumerated() {
      let isChosen = chosen == first + row
      let place = Rect(x: 0, y: y - count + row, width: size.width, height: 1)
      let ground: Role = isChosen ? .selection : .footer
      let isEnabled = suggestion.disabledReason == nil
      frame.fill(place, style: Style(ground))
      frame.draw(isChosen ? "▌" : " ", x: 0, y: place.y, style: Style(.accent, on: ground))
      frame.draw(
        suggestion.text, x: 2, y: place.y,
        style: Style(isEnabled ? .text : .disabled, on: ground, isEnabled ? .bold : []), clip: place)
      frame.draw(
        suggestion.argument, x: 2 + suggestion.text.displayWidth, y: place.y, style: Style(.placeholder, on: ground),
        clip: place)
      // What was typed is seen in what it found.
      let matches = fuzzyMatches(line.typed ?? line.input.text, in: suggestion.text)
      for (offset, character) in suggestion.text.enumerated() where matches.contains(offset) {
        let before = String(suggestion.text.prefix(offset)).displayWidth
        frame.draw(
          String(character), x: 2 + before, y: place.y, style: Style(.match, .bold), clip: place)
      }
      let help = suggestion.disabledReason ?? suggestion.help
      let room = place.width - names - 6 - 8
      frame.draw(
        help.neutralised().fitted(to: room), x: names + 4, y: place.y,
        style: Style(isEnabled ? .muted : .disabled, on: ground), clip: place)
      frame.draw(
        suggestion.key, x: place.maxX - suggestion.key.displayWidth - 1, y: place.y, style: Style(.key, on: ground),
        clip: place)
    }
    if let problem = line.problem {
      let place = Rect(x: 0, y: y - count - 1, width: size.width, height: 1)
      frame.fill(place, style: Style(.footer))
      frame.draw(
        "✗ \(problem)".neutralised().fitted(to: size.width - 2), x: 1, y: place.y, style: Style(.bad, on: .footer))
    }
    // The panes end here, and not in the middle of their borders.
    let top = y - count - (line.problem == nil ? 0 : 1)
    if top < y {
      let rule = Rect(x: 0, y: top - 1, width: size.width, height: 1)
      frame.fill(rule)
      frame.draw(String(repeating: "─", count: size.width), x: 0, y: rule.y, style: Style(.border), clip: rule)
    }
    frame.fill(Rect(x: 0, y: y, width: size.width, height: 1), style: Style(.input))
    frame.draw(":", x: 0, y: y, style: Style(.accent, on: .input, .bold))
    drawInput(line.input, in: Rect(x: 1, y: y, width: size.width - 1, height: 1), on: &frame)
  }
}
