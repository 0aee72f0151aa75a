extension LogState {
  /// Looks at the newest rows at once and at the others in steps; from then on only at what arrives.
  package mutating func setFilter(_ text: String) {
    guard finding.setFilter(text, next: nextSequence) else { return }
    cursor = nil
    scan()
  }

  /// Goes to the newest match at or above the bottom of what is shown.
  package mutating func setSearch(_ text: String, height: Int) {
    guard finding.setSearch(text, next: nextSequence) else { return }
    cursor = nil
    scan()
    goToMatch(forwards: false, height: height)
  }

  /// Whether rows have still to be looked at for the filter or the search.
  package var needsScan: Bool { !finding.isDone(from: firstSequence) }

  package mutating func scan() { finding.step(through: rows) }

  package var matchCount: Int { finding.searched?.found.count ?? 0 }
  /// Counted from 1, from the oldest; nil while the person is at none.
  package var matchNumber: Int? {
    guard let cursor, let searched = finding.searched else { return nil }
    let count = searched.count(through: cursor)
    return count > 0 && searched.found[count - 1] == cursor ? count : nil
  }

  /// To the next match or the one before, round the ends. Where the person is at none, from the bottom of what is shown.
  package mutating func goToMatch(forwards: Bool, height: Int) {
    go(in: finding.searched?.found ?? [], forwards: forwards, height: height)
  }

  /// To the next of some rows or the one before, round the ends.
  package mutating func go(in sequences: [Int], forwards: Bool, height: Int) {
    guard !sequences.isEmpty, visibleCount > 0 else { return }
    let bottom = visible(max(0, end - 1)).sequence
    let next: Int
    if forwards {
      let after = sequences.partitioningIndex { $0 > cursor ?? bottom }
      next = after < sequences.count ? after : 0
    } else {
      let before = sequences.partitioningIndex { $0 >= cursor ?? (bottom + 1) }
      next = before > 0 ? before - 1 : sequences.count - 1
    }
    selectionStart = nil
    cursor = sequences[next]
    reveal(sequences[next], height: height)
  }
}
