import Terminal

/// Columns that share a width: those that matter least go first when it is narrow.
struct Table {
  struct Column {
    var title: String
    /// Cells that it needs to be worth showing.
    var least: Int
    /// Cells beyond which more is no use.
    var most: Int
    /// The higher, the sooner it goes; 0 stays.
    var rank = 0
    var isRight = false
    /// Whether the end of a text says more than its start.
    var keepsEnd = false
    /// What a click on its title sorts by.
    var sort: SortColumn?
  }

  struct Text {
    var text: String
    var style: Style

    init(_ text: String, _ role: Role = .text, _ emphasis: Style.Emphasis = []) {
      self.text = text
      style = Style(role, emphasis)
    }
  }

  let columns: [Column]
  let order: SortOrder?

  /// The title of the column that the rows are sorted by says so, and has room to.
  init(columns: [Column], order: SortOrder? = nil) {
    self.order = order
    self.columns = columns.map { column in
      guard let order, column.sort == order.column, column.most > 0 else { return column }
      var sorted = column
      sorted.title += order.arrow
      sorted.least = max(column.least, sorted.title.displayWidth)
      sorted.most = max(column.most, sorted.least)
      return sorted
    }
  }

  /// The widths of the columns; 0 for one that is not shown. A space lies between two.
  func widths(in width: Int) -> [Int] {
    var shown = Array(columns.indices)
    func needed() -> Int { shown.reduce(0) { $0 + columns[$1].least } + max(0, shown.count - 1) }
    while needed() > width, let worst = shown.max(by: { columns[$0].rank < columns[$1].rank }), columns[worst].rank > 0
    {
      shown.removeAll { $0 == worst }
    }
    var widths = columns.indices.map { shown.contains($0) ? columns[$0].least : 0 }
    var left = width - needed()
    // What is left goes to each in turn, so that all grow together until they have enough.
    while left > 0 {
      let hungry = shown.filter { widths[$0] < columns[$0].most }
      guard !hungry.isEmpty else { break }
      for index in hungry where left > 0 {
        widths[index] += 1
        left -= 1
      }
    }
    return widths
  }

  func draw(_ cells: [Text], widths: [Int], x: Int, y: Int, in clip: Rect, on frame: inout Frame) {
    var x = x
    for (index, cell) in cells.enumerated() where widths[index] > 0 {
      let width = widths[index]
      let text = columns[index].keepsEnd ? cell.text.fittedKeepingEnd(to: width) : cell.text.fitted(to: width)
      let start = columns[index].isRight ? x + width - text.displayWidth : x
      frame.draw(text, x: start, y: y, style: cell.style, clip: clip)
      x += width + 1
    }
  }

  func drawTitles(of pane: Pane, widths: [Int], x: Int, y: Int, in clip: Rect, on frame: inout Frame) {
    var start = x
    for (column, width) in zip(columns, widths) where width > 0 {
      if let sort = column.sort {
        frame.add(
          .column(pane.rawValue, sort.rawValue), Rect(x: start, y: y, width: width, height: 1).intersection(clip))
      }
      start += width + 1
    }
    draw(columns.map { Text($0.title, .muted) }, widths: widths, x: x, y: y, in: clip, on: &frame)
  }
}

extension Frame {
  /// Marks a row as selected: a bar at its left and a ground under it, so that it shows without colours too.
  mutating func markSelected(_ row: Rect, isFocused: Bool) {
    restyle(row) { style in
      style.ground = isFocused ? .selection : .selectionInactive
      if isFocused, style.role == .text { style.emphasis.insert(.bold) }
    }
    draw(
      isFocused ? "▌" : "▏", x: row.x, y: row.y,
      style: Style(isFocused ? .accent : .muted, on: isFocused ? .selection : .selectionInactive))
  }
}
