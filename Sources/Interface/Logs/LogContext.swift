/// Lets wanted lines through with so many around each, as `grep -C` does. Keeps no more lines than that many.
package struct LogContext<Line> {
  package enum Output {
    case line(Line)
    /// Lines before the next one were left out.
    case omission
  }

  private let count: Int
  /// The last lines that nobody wanted so far.
  private var before: [Line] = []
  /// So many lines are still wanted after the last match.
  private var owed = 0
  private var hasOmitted = false
  private var hasPrinted = false

  package init(count: Int) {
    self.count = count
  }

  package mutating func take(_ line: Line, isMatch: Bool) -> [Output] {
    guard isMatch else {
      if owed > 0 {
        owed -= 1
        return [.line(line)]
      }
      before.append(line)
      if before.count > count {
        before.removeFirst()
        hasOmitted = true
      }
      return []
    }
    // Without context a sign between any two lines would be noise.
    let omission: [Output] = hasOmitted && hasPrinted && count > 0 ? [.omission] : []
    defer {
      before = []
      owed = count
      hasOmitted = false
      hasPrinted = true
    }
    return omission + before.map(Output.line) + [.line(line)]
  }
}

extension LogContext.Output: Equatable where Line: Equatable {}
