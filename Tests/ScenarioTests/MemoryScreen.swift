import Synchronization
import Terminal

/// A screen that keeps what it is shown. While its terminal is given away, what is typed goes there and what is said there is
/// seen, as with a real one.
@LoopActor final class MemoryScreen: Screen {
  var size: Size
  var onEvent: (@LoopActor (TerminalEvent) -> Void)?
  private(set) var frame: Frame?
  private(set) var frameCount = 0
  /// Called with the first frame.
  var onFirstFrame: (@LoopActor () -> Void)?
  private(set) var title = ""
  private var guest: MemoryGuest?

  init(size: Size) {
    self.size = size
  }

  var text: String { guest?.said ?? frame?.description ?? "" }

  func press(_ key: Key) {
    if let guest { guest.type(key) } else { onEvent?(.key(key)) }
  }

  func show(_ frame: Frame, theme: Theme) {
    self.frame = frame
    frameCount += 1
    if frameCount == 1 { onFirstFrame?() }
  }

  func redraw() {}
  func setTitle(_ title: String) { self.title = title }
  func bell() {}
  func copy(_ text: String) -> Bool { true }
  func suspend() {}

  func withTerminal<R: Sendable>(_ body: @LoopActor (RawTerminal) async throws -> R) async rethrows -> R {
    let guest = MemoryGuest(size: size)
    self.guest = guest
    defer { self.guest = nil }
    return try await body(guest.terminal)
  }

  func resize(to size: Size) {
    self.size = size
    if let guest { guest.resize(to: size) } else { onEvent?(.resized(size)) }
  }
}

/// Whoever has the terminal of a `MemoryScreen`.
private final class MemoryGuest: Sendable {
  private let typed = AsyncStream.makeStream(of: [UInt8].self)
  private let sizes = AsyncStream.makeStream(of: Size.self)
  private let output = Mutex<[UInt8]>([])
  private let size: Size

  init(size: Size) {
    self.size = size
  }

  var said: String { output.withLock { String(decoding: $0, as: UTF8.self) } }

  var terminal: RawTerminal {
    RawTerminal(
      read: { await self.typed.stream.first { _ in true } }, write: { bytes in self.output.withLock { $0 += bytes } },
      makeRaw: { {} }, sizes: { (self.size, self.sizes.stream) })
  }

  func resize(to size: Size) { sizes.continuation.yield(size) }

  func type(_ key: Key) {
    switch (key.code, key.modifiers) {
    case (.enter, _): typed.continuation.yield([0x0D])
    case (.character(let letter), .control): typed.continuation.yield(letter.utf8.prefix(1).map { $0 & 0x1F })
    case (.character(let character), _): typed.continuation.yield(Array(String(character).utf8))
    default: break
    }
  }
}
