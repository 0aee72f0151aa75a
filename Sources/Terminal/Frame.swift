/// One cell of the screen.
package struct Cell: Hashable, Sendable {
  /// A single printable character; the second half of a wide one is `isContinuation`.
  package var character: Character
  package var style: Style
  /// The right half of the wide character in the cell before.
  package var isContinuation: Bool

  package init(_ character: Character = " ", _ style: Style = Style(), isContinuation: Bool = false) {
    self.character = character
    self.style = style
    self.isContinuation = isContinuation
  }
}

/// A screenful of cells that views draw into and tests compare.
///
/// Whatever is drawn stays inside the frame and inside the clip; a wide character that would be cut becomes a space.
package struct Frame: Hashable, Sendable {
  package let size: Size
  package private(set) var cells: [Cell]
  /// Where the terminal's cursor is shown; nil hides it.
  package var cursor: Point?

  /// What clicks do, the newest on top.
  package var links: [LinkArea] = []

  package init(size: Size) {
    self.size = size
    cells = Array(repeating: Cell(), count: max(0, size.width * size.height))
  }

  package subscript(x: Int, y: Int) -> Cell {
    cells[y * size.width + x]
  }

  /// Draws text in one line and returns the column after it, or where the clip ended it. Controls are drawn as pictures, never obeyed.
  @discardableResult
  package mutating func draw(_ text: some StringProtocol, x: Int, y: Int, style: Style = Style(), clip: Rect? = nil)
    -> Int
  {
    let area = Rect(size).intersection(clip ?? Rect(size))
    var column = x
    guard y >= area.y, y < area.maxY else { return column + text.displayWidth }
    for character in text {
      if column >= area.maxX { break }
      if character.isASCII {
        column = drawPart(character.drawable, width: 1, x: column, y: y, style: style, area: area)
      } else {
        for (part, width) in character.cellParts {
          column = drawPart(part, width: width, x: column, y: y, style: style, area: area)
        }
      }
    }
    return column
  }

  /// Draws what fits the clip; a wide character that is cut becomes a space. Returns the column after it.
  private mutating func drawPart(
    _ character: Character, width: Int, x column: Int, y: Int, style: Style, area: Rect
  ) -> Int {
    if width == 0 || column >= area.maxX || column + width <= area.x { return column + width }
    if column >= area.x, column + width <= area.maxX {
      put(character, width: width, x: column, y: y, style: style)
    } else {
      put(" ", width: 1, x: max(column, area.x), y: y, style: style)
    }
    return column + width
  }

  /// Fills an area with one narrow character.
  package mutating func fill(_ rect: Rect, _ character: Character = " ", style: Style = Style()) {
    let area = rect.intersection(Rect(size))
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX { put(character, width: 1, x: x, y: y, style: style) }
    }
  }

  /// Changes the style of what is drawn already.
  package mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
    let area = rect.intersection(Rect(size))
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX { change(&cells[y * size.width + x].style) }
    }
  }

  private mutating func put(_ character: Character, width: Int, x: Int, y: Int, style: Style) {
    let index = y * size.width + x
    // A half of a wide character that is written over takes its other half with it.
    if cells[index].isContinuation, x > 0 { cells[index - 1].character = " " }
    let last = index + width - 1
    if x + width < size.width, cells[last + 1].isContinuation { cells[last + 1] = Cell(" ", cells[last + 1].style) }
    cells[index] = Cell(character, style)
    if width == 2 { cells[index + 1] = Cell(" ", style, isContinuation: true) }
  }
}

extension Frame: CustomStringConvertible {
  /// The text of the frame, a line a row, without trailing spaces.
  package var description: String {
    (0..<size.height).map { y in
      var line = ""
      for x in 0..<size.width where !self[x, y].isContinuation { line.append(self[x, y].character) }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
