import Synchronization

/// Who has the terminal while the screen has not. It learns of sizes from the screen: a second handler for SIGWINCH would take
/// that signal from ours for good.
final class Guest: Sendable {
  private let sizes: AsyncStream<Size>
  private let resized: AsyncStream<Size>.Continuation
  private let restorations = Mutex<[@Sendable () -> Void]>([])

  init() {
    (sizes, resized) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  var terminal: RawTerminal {
    var terminal = RawTerminal.standard()
    let makeRaw = terminal.makeRaw
    terminal.makeRaw = {
      self.restorations.withLock { $0.append(makeRaw()) }
      return { self.restore() }
    }
    terminal.sizes = { (RawTerminal.currentSize(), self.sizes) }
    return terminal
  }

  func tellSize() {
    if let size = RawTerminal.currentSize() { resized.yield(size) }
  }

  /// Whatever it did to the terminal is undone.
  func leave() {
    restore()
    resized.finish()
  }

  private func restore() {
    let all = restorations.withLock { all in
      defer { all = [] }
      return all
    }
    for restoration in all { restoration() }
  }
}
