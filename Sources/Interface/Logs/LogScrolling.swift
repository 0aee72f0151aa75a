extension LogState {
  /// The index among the visible rows after the one of a sequence.
  func visibleIndex(after sequence: Int) -> Int {
    if let filtered = finding.filtered { return filtered.count(through: sequence) }
    return min(max(0, sequence + 1 - firstSequence), rows.count)
  }

  /// The index among the visible rows after the last one that the pane shows.
  package var end: Int { anchor.map { visibleIndex(after: $0) } ?? visibleCount }

  /// Moves the view; reaching the end follows again. `height` is that of the pane.
  package mutating func scroll(by distance: Int, height: Int) {
    let count = visibleCount
    // A row that wraps may fill the pane alone.
    let end = min(max(end + distance, min(wraps ? 1 : height, count)), count)
    anchor = end >= count && cursor == nil ? nil : visible(max(0, end - 1)).sequence
  }

  package mutating func follow() {
    anchor = nil
    cursor = nil
    selectionStart = nil
  }

  package mutating func scrollToStart(height: Int) { scroll(by: -visibleCount, height: height) }

  /// How many rows came after the last one shown.
  package var newCount: Int { anchor == nil ? 0 : visibleCount - end }

  /// Moves the view as little as shows a row with lines around it; not at all where it is seen already. Stops following.
  mutating func reveal(_ sequence: Int, height: Int, margin: Int? = nil) {
    let end = end
    let index = visibleIndex(after: sequence) - 1
    let margin = margin ?? min(3, height / 4)
    // A row that wraps takes more than its line: then it is put where it is sure to be seen.
    let isSeen = index < end && index >= end - height + margin && !wraps
    let newEnd = isSeen ? end : min(visibleCount, index + 1 + (wraps ? 0 : height / 2))
    anchor = visible(max(0, max(newEnd, min(wraps ? 1 : height, visibleCount)) - 1)).sequence
  }
}

extension LogState {
  /// What a key about one row is about: the chosen one, else the one at the bottom of what is shown.
  package var chosenRow: LogRow? {
    guard visibleCount > 0 else { return nil }
    return visible(max(0, (cursor.map { visibleIndex(after: $0) } ?? end) - 1))
  }

  /// Chooses a row and begins to select with it.
  package mutating func startSelecting() {
    guard let row = chosenRow else { return }
    cursor = row.sequence
    selectionStart = row.sequence
    if anchor == nil { anchor = visible(visibleCount - 1).sequence }
  }

  /// Chooses a row that is seen.
  package mutating func choose(_ sequence: Int) {
    cursor = sequence
    selectionStart = nil
    if anchor == nil, visibleCount > 0 { anchor = visible(visibleCount - 1).sequence }
  }

  /// Moves the chosen row and keeps it in sight.
  package mutating func moveCursor(by distance: Int, height: Int) {
    guard let cursor, visibleCount > 0 else { return }
    let index = min(max(0, visibleIndex(after: cursor) - 1 + distance), visibleCount - 1)
    let row = visible(index).sequence
    self.cursor = row
    let end = end
    if index >= end || wraps {
      anchor = row
    } else if index < end - height {
      anchor = visible(min(visibleCount, index + height) - 1).sequence
    }
  }

  /// The rows between the start of the selection and the cursor that the filter lets through; empty while nothing is selected.
  package var selectedRows: [LogRow] {
    guard let selectionStart, let cursor else { return [] }
    let (first, last) = (min(selectionStart, cursor), max(selectionStart, cursor))
    return (max(0, visibleIndex(after: first - 1))..<visibleIndex(after: last)).map { visible($0) }
  }

  func isSelected(_ sequence: Int) -> Bool {
    guard let selectionStart, let cursor else { return sequence == cursor }
    return (min(selectionStart, cursor)...max(selectionStart, cursor)).contains(sequence)
  }

  package mutating func toggleBookmark() -> Bool? {
    guard let row = chosenRow else { return nil }
    let index = bookmarks.partitioningIndex { $0 >= row.sequence }
    if index < bookmarks.count, bookmarks[index] == row.sequence {
      bookmarks.remove(at: index)
      return false
    }
    bookmarks.insert(row.sequence, at: index)
    return true
  }

  /// Rows before which a deploy marker stands, and the last one where one stands after it.
  var markedRows: [Int] {
    guard visibleCount > 0 else { return [] }
    return markers.compactMap { marker in
      let index = (0..<visibleCount).partitioningIndex { visible($0).moment >= marker.time }
      // Before the first row nothing can be said, since what was there is not known.
      guard index > 0, visible(index - 1).moment > .distantPast else { return nil }
      return visible(min(index, visibleCount - 1)).sequence
    }
  }
}
