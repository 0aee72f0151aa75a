import Terminal

extension State {
  /// A box in the middle of the screen over everything else; returns the area inside, with a column of air on both sides.
  func drawDialog(
    title: String, width: Int, height: Int, note: String = "", role: Role = .borderFocused, on frame: inout Frame
  ) -> Rect {
    var outer = Size(width: min(width + 4, size.width), height: min(height + 2, size.height))
    // A rim of what lies behind that is a column wide, or a row of borders high, would only look torn.
    if size.width - outer.width < 6 { outer.width = size.width }
    if size.height - outer.height < 5 { outer.height = size.height }
    let rect = Rect(
      x: (size.width - outer.width) / 2, y: max(0, (size.height - outer.height) / 2), width: outer.width,
      height: outer.height)
    frame.restyle(Rect(size)) { $0 = Style(.backdrop) }
    // What lies behind is out of reach.
    frame.links = []
    frame.fill(rect)
    let inside = frame.drawBox(rect, title: title, note: note, isFocused: true)
    if role != .borderFocused {
      for y in rect.y..<rect.maxY {
        for x in [rect.x, rect.maxX - 1] { frame.restyle(Rect(x: x, y: y, width: 1, height: 1)) { $0.role = role } }
      }
      for y in [rect.y, rect.maxY - 1] {
        frame.restyle(Rect(x: rect.x, y: y, width: rect.width, height: 1)) { $0.role = role }
      }
    }
    return Rect(x: inside.x + 1, y: inside.y, width: inside.width - 2, height: inside.height)
  }

  /// Keys and what they do, at the bottom of a dialog.
  func drawKeys(_ keys: [(String, String)], x: Int, y: Int, in clip: Rect, on frame: inout Frame) {
    var x = x
    for (key, text) in keys {
      if let pressed = Key(parsing: key) {
        let width = key.displayWidth + 1 + text.displayWidth
        frame.add(.keys([pressed]), Rect(x: x, y: y, width: width, height: 1).intersection(clip))
      }
      x = frame.draw(key, x: x, y: y, style: Style(.key, .bold), clip: clip)
      x = frame.draw(" \(text)   ", x: x, y: y, style: Style(.muted), clip: clip)
    }
  }
}
