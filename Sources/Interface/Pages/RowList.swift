import Terminal

/// Where a person is in a page that is one list of rows.
package struct RowList: Hashable, Sendable {
  /// The id of the chosen row.
  package var selected: String?
  /// The first row shown.
  package var offset = 0

  package init() {}

  /// Whether the command moved in the rows.
  mutating func run(_ command: Command, in rows: [PageRow], height: Int) -> Bool {
    switch command {
    case .moveUp: move(by: -1, in: rows)
    case .moveDown: move(by: 1, in: rows)
    case .pageUp: move(by: -height, in: rows)
    case .pageDown: move(by: height, in: rows)
    case .first: move(by: -rows.count, in: rows)
    case .last: move(by: rows.count, in: rows)
    default: return false
    }
    offset = offset(in: rows, height: height)
    return true
  }

  private mutating func move(by distance: Int, in rows: [PageRow]) {
    selected = RowSelection.moved(id(in: rows), by: distance, in: rows)
  }

  /// The chosen row: the first where the one that was chosen is gone.
  func id(in rows: [PageRow]) -> String? { RowSelection.index(of: selected, in: rows).flatMap { rows[$0].id } }

  /// Scrolls as little as needed to show the chosen row, and what stands above the first.
  func offset(in rows: [PageRow], height: Int) -> Int {
    guard let index = RowSelection.index(of: selected, in: rows), height > 0 else { return 0 }
    var offset = offset
    if index < offset || index == rows.firstIndex(where: \.isSelectable) { offset = min(index, offset) }
    if index >= offset + height { offset = index - height + 1 }
    if index == rows.firstIndex(where: \.isSelectable), index < height { offset = 0 }
    return min(offset, max(0, rows.count - height))
  }
}

extension State {
  func draw(
    _ list: RowList, _ rows: [PageRow], title: String, note: String, placeholder: String, in rect: Rect,
    on frame: inout Frame
  ) {
    let area = frame.drawBox(rect, title: title, note: note, isFocused: true)
    guard !rows.isEmpty else {
      frame.drawPlaceholder(placeholder, in: area)
      return
    }
    let selected = RowSelection.index(of: list.selected, in: rows)
    let offset = list.offset(in: rows, height: area.height)
    for (index, row) in rows.enumerated().dropFirst(offset).prefix(area.height) {
      let place = Rect(x: area.x + 1, y: area.y + index - offset, width: area.width - 2, height: 1)
      frame.draw(row, in: place)
      if index == selected {
        frame.markSelected(Rect(x: area.x, y: place.y, width: area.width, height: 1), isFocused: true)
      }
    }
    frame.drawScrollbar(rect, offset: offset, shown: area.height, total: rows.count, isFocused: true)
  }

  /// Rows that such a page shows at once.
  var rowListHeight: Int { max(1, pageArea.height - 2) }
}
