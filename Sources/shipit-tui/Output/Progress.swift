/// A line on the terminal that tells how far something is, and is gone when it has ended. Where standard error is no
/// terminal, as for cron, it says nothing.
struct Progress: Sendable {
  let title: String
  let console: Console

  var tell: (@Sendable (_ percent: Int) -> Void)? {
    guard console.isErrorTerminal else { return nil }
    return { percent in console.errors(Array("\r\(title) \(percent) %".utf8)) }
  }

  /// Erases the line (ECMA-48 EL); again does no harm.
  func end() {
    if console.isErrorTerminal { console.errors(Array("\r\u{1B}[K".utf8)) }
  }
}

extension Console {
  func progress(_ title: String) -> Progress { Progress(title: title, console: self) }
}
