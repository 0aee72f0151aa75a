/// The rows that pass a test, by their sequence. Those that arrive are looked at as they come; those that were there before the test
/// changed in steps, the newest first, so that no step takes longer than the loop can spare.
struct LogScan: Sendable {
  /// Ascending.
  private(set) var found: [Int] = []
  /// Every row from this sequence on has been looked at.
  private(set) var frontier: Int

  /// Bytes of rows that a step looks at: about a millisecond of words, five of a regular expression.
  static let stepSize = 256 << 10

  init(before next: Int) {
    frontier = next
  }

  func isDone(from first: Int) -> Bool { frontier <= first }

  mutating func arrive(_ sequence: Int) { found.append(sequence) }

  /// Looks at the newest rows that nobody has looked at; `first` is the oldest there is. Returns how many it looked at.
  mutating func step(from first: Int, cost: (Int) -> Int, passes: (Int) -> Bool) -> Int {
    var newest: [Int] = []
    var spent = 0
    let start = frontier
    while frontier > first, spent < Self.stepSize {
      frontier -= 1
      spent += cost(frontier)
      if passes(frontier) { newest.append(frontier) }
    }
    if !newest.isEmpty { found.insert(contentsOf: newest.reversed(), at: 0) }
    return start - frontier
  }

  mutating func letGo(before first: Int) {
    found.removeFirst(count(through: first - 1))
  }

  /// How many were found up to and with a sequence.
  func count(through sequence: Int) -> Int {
    found.partitioningIndex { $0 > sequence }
  }
}

extension RandomAccessCollection {
  /// The first index at which the condition holds, where it holds for all after it as well.
  func partitioningIndex(where condition: (Element) -> Bool) -> Index {
    var low = startIndex
    var count = count
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if condition(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
