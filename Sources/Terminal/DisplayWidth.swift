extension Character {
  /// Cells that it takes: 0, 1 or 2.
  package var displayWidth: Int { 1 }

  /// What is drawn in its place: controls as pictures, what does not fit a cell as U+FFFD.
  package var drawable: Character { self }
}

extension StringProtocol {
  /// Cells that the text takes in one line.
  package var displayWidth: Int { reduce(0) { $0 + $1.drawable.displayWidth } }
}
