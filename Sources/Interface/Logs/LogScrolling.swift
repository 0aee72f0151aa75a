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
    anchor = end >= count ? nil : visible(max(0, end - 1)).sequence
  }

  package mutating func follow() { anchor = nil }

  package mutating func scrollToStart(height: Int) { scroll(by: -visibleCount, height: height) }

  /// How many rows came after the last one shown.
  package var newCount: Int { anchor == nil ? 0 : visibleCount - end }
}
