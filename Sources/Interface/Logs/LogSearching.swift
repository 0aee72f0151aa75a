extension LogState {
  /// Looks at the newest rows at once and at the others in steps; from then on only at what arrives.
  package mutating func setFilter(_ text: String) {
    guard finding.setFilter(text, next: nextSequence) else { return }
    currentMatch = nil
    scan()
  }

  /// Goes to the newest match at or above the bottom of what is shown.
  package mutating func setSearch(_ text: String, height: Int) {
    guard finding.setSearch(text, next: nextSequence) else { return }
    currentMatch = nil
    scan()
    goToMatch(forwards: false, height: height)
  }

  /// Whether rows have still to be looked at for the filter or the search.
  package var needsScan: Bool { !finding.isDone(from: firstSequence) }

  package mutating func scan() { finding.step(through: rows) }

  package var matchCount: Int { finding.searched?.found.count ?? 0 }
  /// Counted from 1, from the oldest; nil while the person is at none.
  package var matchNumber: Int? { currentMatch.flatMap { finding.searched?.count(through: $0) } }

  /// To the next match or the one before, round the ends. Where the person is at none, from the bottom of what is shown.
  package mutating func goToMatch(forwards: Bool, height: Int) {
    guard let matches = finding.searched?.found, !matches.isEmpty, visibleCount > 0 else { return }
    let bottom = visible(max(0, end - 1)).sequence
    let next: Int
    if forwards {
      let after = matches.partitioningIndex { $0 > currentMatch ?? bottom }
      next = after < matches.count ? after : 0
    } else {
      let before = matches.partitioningIndex { $0 >= currentMatch ?? (bottom + 1) }
      next = before > 0 ? before - 1 : matches.count - 1
    }
    currentMatch = matches[next]
    reveal(matches[next], height: height)
  }

  /// Moves the view as little as shows a row with lines around it; not at all where it is seen already.
  private mutating func reveal(_ sequence: Int, height: Int) {
    let end = end
    let index = visibleIndex(after: sequence) - 1
    // A row that wraps takes more than its line: then it is put where it is sure to be seen.
    let isSeen = index < end && index >= end - height + min(3, height / 4) && !wraps
    let newEnd = isSeen ? end : min(visibleCount, index + 1 + (wraps ? 0 : height / 2))
    anchor = visible(max(0, max(newEnd, min(wraps ? 1 : height, visibleCount)) - 1)).sequence
  }
}
