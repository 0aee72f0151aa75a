import Terminal

/// A screen that keeps what it is shown.
@LoopActor final class MemoryScreen: Screen {
  var size: Size
  var onEvent: (@LoopActor (TerminalEvent) -> Void)?
  private(set) var frame: Frame?
  private(set) var title = ""

  init(size: Size) {
    self.size = size
  }

  var text: String { frame?.description ?? "" }

  func show(_ frame: Frame, theme: Theme) { self.frame = frame }
  func redraw() {}
  func setTitle(_ title: String) { self.title = title }
  func bell() {}
  func copy(_ text: String) -> Bool { true }
  func suspend() {}
  func withTerminal<R: Sendable>(_ body: @LoopActor () async throws -> R) async rethrows -> R { try await body() }

  func resize(to size: Size) {
    self.size = size
    onEvent?(.resized(size))
  }
}
