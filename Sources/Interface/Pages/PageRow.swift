import Terminal

/// One line of a page that is made of lines: pieces of text, each with its style, and what it stands for.
package struct PageRow: Hashable, Sendable {
  package struct Piece: Hashable, Sendable {
    package var text: String
    package var style: Style

    package init(_ text: String, _ role: Role = .text, _ emphasis: Style.Emphasis = []) {
      self.text = text
      style = Style(role, emphasis)
    }
  }

  /// What tells it from the others of its tab, so that the selection stays with it; nil for headings and air, which are passed over.
  package var id: String?
  package var pieces: [Piece]

  package init(_ id: String? = nil, _ pieces: [Piece] = []) {
    self.id = id
    self.pieces = pieces
  }

  package static let blank = PageRow()

  /// The name of the rows that follow.
  package static func heading(_ text: String) -> PageRow { PageRow(nil, [Piece(text, .title, .bold)]) }

  /// A name and what it is: names of one tab stand in a column.
  package static func field(
    _ name: String, _ value: String, _ role: Role = .text, id: String? = nil, nameWidth: Int = 18
  ) -> PageRow {
    PageRow(id ?? name, [Piece(name.padded(to: nameWidth), .muted), Piece(value.neutralised(), role)])
  }

  package var isSelectable: Bool { id != nil }
  package var text: String { pieces.map(\.text).joined() }
}

extension Frame {
  mutating func draw(_ row: PageRow, in area: Rect) {
    var x = area.x
    for piece in row.pieces where x < area.maxX {
      x = draw(piece.text.fitted(to: area.maxX - x), x: x, y: area.y, style: piece.style, clip: area)
    }
  }
}

/// Where a person is in rows of which some are passed over.
package enum RowSelection {
  /// The index of the chosen row: that of the id, else the first that can be chosen.
  package static func index(of id: String?, in rows: [PageRow]) -> Int? {
    id.flatMap { id in rows.firstIndex { $0.id == id } } ?? rows.firstIndex(where: \.isSelectable)
  }

  /// The id that is chosen after moving by so many rows that can be chosen.
  package static func moved(_ id: String?, by distance: Int, in rows: [PageRow]) -> String? {
    let ids = rows.compactMap(\.id)
    guard !ids.isEmpty else { return nil }
    let present = id.flatMap { ids.firstIndex(of: $0) } ?? 0
    return ids[min(max(0, present + distance), ids.count - 1)]
  }
}
