import Foundation
import Terminal

let initialThread = pthread_self()

/// Shows what it receives, for the tests that run it on a terminal of its own.
@LoopActor final class Demo {
  private let screen: NcursesScreen
  private var events: [String] = []
  private var isStubborn = false
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
    case .closed where !isStubborn, .key(.character("q")):
      ended?.resume()
      ended = nil
      return
    case .key(.character("s")): isStubborn = true
    case .key(.character("!")): fatalError("asked to trap")
    case .key(.control("z")): screen.suspend()
    case .key(.character("e")): giveAway()
    default: break
    }
    note(text(of: event))
  }

  private func text(of event: TerminalEvent) -> String {
    if case .resized(let size) = event { return "resized(\(size.width)×\(size.height))" }
    return "\(event)"
  }

  private func giveAway() {
    Task {
      await screen.withTerminal { _ in
        print("the child has the terminal")
        // Another thread waits, as it would for a real child.
        await Task.detached { _ = readLine() }.value
      }
      note("the child is back")
    }
  }

  private func note(_ event: String) {
    events.append(event)
    draw()
  }

  private func draw() {
    let size = screen.size
    var frame = Frame(size: size)
    drawBorder(&frame)
    frame.draw(" \(size.width)×\(size.height) 日本語 👍🏽 é ⚠️ ", x: 2, y: 0, style: Style(.title))
    let isInitial = pthread_equal(initialThread, pthread_self()) != 0
    frame.draw("\(events.count) events on \(isInitial ? "the initial thread" : "another thread")", x: 2, y: 1)
    var (x, y) = (2, 2)
    for role in Role.allCases {
      if x + role.rawValue.count > size.width - 2 { (x, y) = (2, y + 1) }
      x = frame.draw(role.rawValue, x: x, y: y, style: Style(role)) + 1
    }
    let rows = max(0, size.height - 2 - y)
    for (row, event) in events.suffix(rows).enumerated() {
      frame.draw(event, x: 2, y: y + 1 + row, clip: Rect(size).inset(by: 1))
    }
    frame.cursor = Point(x: 2, y: 1)
    screen.show(frame, theme: .terminal)
  }

  private func drawBorder(_ frame: inout Frame) {
    let (right, bottom) = (frame.size.width - 1, frame.size.height - 1)
    frame.fill(Rect(x: 0, y: 0, width: right, height: 1), "─", style: Style(.borderFocused))
    frame.fill(Rect(x: 0, y: bottom, width: right, height: 1), "─", style: Style(.borderFocused))
    frame.fill(Rect(x: 0, y: 0, width: 1, height: bottom), "│", style: Style(.borderFocused))
    frame.fill(Rect(x: right, y: 0, width: 1, height: bottom), "│", style: Style(.borderFocused))
    for (corner, x, y) in [("┌", 0, 0), ("┐", right, 0), ("└", 0, bottom), ("┘", right, bottom)] {
      frame.draw(corner, x: x, y: y, style: Style(.borderFocused))
    }
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
