/// Where a person is in a list: the row by its identity, so that it stays theirs when rows come and go.
package struct ListState: Hashable, Sendable {
  package var selectedID: String?
  /// The index of the first row shown.
  package var offset = 0
  /// Whether the wheel has moved what is shown, so that the chosen row may be out of sight until the person moves.
  package var isScrolled = false
  package var filter = ""

  package init() {}

  /// The index of the selected row; the first when the selection is gone, nil in an empty list.
  package func index(in ids: [String]) -> Int? {
    guard !ids.isEmpty else { return nil }
    return selectedID.flatMap { ids.firstIndex(of: $0) } ?? 0
  }

  package mutating func move(by distance: Int, in ids: [String]) {
    guard let index = index(in: ids) else { return }
    selectedID = ids[min(max(0, index + distance), ids.count - 1)]
  }

  /// The offset as it is drawn.
  package mutating func show(in ids: [String], height: Int) {
    guard isScrolled else { return reveal(in: ids, height: height) }
    offset = max(0, min(offset, ids.count - height))
  }

  /// Scrolls as little as needed to show the selected row.
  package mutating func reveal(in ids: [String], height: Int) {
    isScrolled = false
    guard let index = index(in: ids), height > 0 else {
      offset = 0
      return
    }
    if index < offset { offset = index }
    if index >= offset + height { offset = index - height + 1 }
    offset = min(offset, max(0, ids.count - height))
  }
}
