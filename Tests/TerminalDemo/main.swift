import Foundation
import Terminal

/// Shows what it receives. The pty tests drive it; `q` ends it, and the other keys below do what a terminal must
/// survive.
@LoopActor final class Demo {
  private let screen: NcursesScreen
  private var events: [String] = []
  private var ended: CheckedContinuation<Void, Never>?

  init(_ screen: NcursesScreen) { self.screen = screen }

  func run() async {
    screen.setTitle("terminal demo")
    draw()
    await withCheckedContinuation { ended in
      self.ended = ended
      screen.onEvent = { [weak self] in self?.receive($0) }
    }
  }

  private func receive(_ event: TerminalEvent) {
    switch event {
    case .key(.character("q")), .closed:
      ended?.resume()
      ended = nil
    case .key(.control("z")): screen.suspend()
    case .key(.character("!")): fatalError("asked to trap")
    case .key(.character("e")):
      Task {
        try await screen.withTerminal {
          print("the child has the terminal")
          try await Task.sleep(for: .milliseconds(300))
        }
        note("back from the child")
      }
    default: break
    }
    note("\(event)")
  }

  private func note(_ event: String) {
    events.append(event)
    draw()
  }

  private func draw() {
    let size = screen.size
    var frame = Frame(size: size)
    let border = Style(.borderFocused)
    for y in 0..<size.height {
      for x in 0..<size.width where x == 0 || y == 0 || x == size.width - 1 || y == size.height - 1 {
        let isRow = y == 0 || y == size.height - 1
        let corner =
          x == 0 && y == 0 ? "┌" : x == 0 && y == size.height - 1 ? "└" : y == 0 && x == size.width - 1 ? "┐" : "┘"
        let isCorner = isRow && (x == 0 || x == size.width - 1)
        frame.draw(isCorner ? corner : isRow ? "─" : "│", x: x, y: y, style: border)
      }
    }
    frame.draw(" \(size.width)×\(size.height) 日本語 👍🏽 é ⚠️ ", x: 2, y: 0, style: Style(.title))
    var y = 1
    for chunk in stride(from: 0, to: Role.allCases.count, by: 8) {
      var x = 2
      for role in Role.allCases.dropFirst(chunk).prefix(8) {
        x = frame.draw("\(role)", x: x, y: y, style: Style(role)) + 1
        if x > size.width - 2 { break }
      }
      y += 1
    }
    for (line, event) in zip(y..<(size.height - 1), events.suffix(max(0, size.height - 1 - y))) {
      frame.draw(event, x: 2, y: line, clip: Rect(size).inset(by: 1))
    }
    frame.cursor = Point(x: 2, y: 1)
    screen.show(frame, theme: .terminal)
  }
}

do {
  try Loop.run {
    try await NcursesScreen.withScreen(environment: ProcessInfo.processInfo.environment) { screen in
      await Demo(screen).run()
    }
  }
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(1)
}
print("ended")
