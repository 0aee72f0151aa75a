import Engine
import Foundation
import HTTP
import Interface
import Model
import Storage
import Terminal
import Testing

@testable import shipit_tui

/// Plays a scenario against the whole program: screen and clock are in memory, everything else is as in a terminal.
@LoopActor final class Player {
  private let scenario: Scenario
  private let screen: MemoryScreen
  private let demo: DemoWorld
  private let engine: Engine
  private let home: URL
  private var running: Task<Void, any Error>?
  private var line = 0

  init(_ scenario: Scenario) async throws {
    self.scenario = scenario
    screen = MemoryScreen(size: scenario.size)
    home = FileManager.default.temporaryDirectory.appending(path: "scenario-\(UUID().uuidString)")
    let environment = scenario.environment.merging(["HOME": home.path]) { $1 }
    demo = try await DemoWorld.make(author: "ada@laptop", environment: environment)
    engine =
      scenario.startsEmpty
      ? Engine(
        store: try Store.temporary(),
        surroundings: .init(transport: { _ in Unplugged() }, author: "ada@laptop", environment: environment))
      : demo.engine
  }

  func play() async throws {
    defer { try? FileManager.default.removeItem(at: home) }
    for (line, step) in scenario.steps {
      self.line = line
      // What is written before the first look is there when the program starts.
      if running == nil, case .write(let file, let text) = step {
        try write(text, to: file)
        continue
      }
      if running == nil { await start() }
      try await take(step)
    }
    try await leave()
  }

  private func start() async {
    let (screen, engine, demo) = (screen, engine, demo)
    let folder = PersonalFolder(path: folderURL.path)
    running = Task { try await ScreenRun.run(on: screen, folder: folder, demo: { demo.engine }, engine: engine) }
    while screen.onEvent == nil { await Task.yield() }
  }

  /// As when the terminal is closed.
  private func leave() async throws {
    screen.onEvent?(.closed)
    try await running?.value
    running = nil
  }

  private func take(_ step: Scenario.Step) async throws {
    switch step {
    case .press(let keys): for key in keys { screen.press(key) }
    case .type(let text): for character in text { screen.press(.character(character)) }
    case .paste(let text): screen.onEvent?(.paste(text))
    case .resize(let size): screen.resize(to: size)
    case .see(let text): try await wait("never saw “\(text)”") { $0.contains(text) }
    case .gone(let text): try await wait("still sees “\(text)”") { !$0.contains(text) }
    case .order(let texts):
      try await wait("never saw \(texts) in that order") { screen in
        var rest = screen[...]
        return texts.allSatisfy { text in
          guard let range = rest.range(of: text) else { return false }
          rest = rest[range.upperBound...]
          return true
        }
      }
    case .mouse(let kind, let text):
      try await wait("never saw “\(text)” to point at") { $0.contains(text) }
      guard let point = place(of: text) else { return }
      let kinds: [MouseEvent.Kind] =
        switch kind {
        case .pressed: [.pressed, .released]
        case .doubleClicked: [.pressed, .released, .doubleClicked, .released]
        default: [kind]
        }
      for kind in kinds { screen.onEvent?(.mouse(MouseEvent(kind, point))) }
    case .drag(let from, let to):
      screen.onEvent?(.mouse(MouseEvent(.pressed, from)))
      screen.onEvent?(.mouse(MouseEvent(.dragged, to)))
      screen.onEvent?(.mouse(MouseEvent(.released, to)))
    case .write(let file, let text): try write(text, to: file)
    case .restart:
      try await leave()
      await start()
    case .wait(let seconds): await demo.advance(by: .seconds(seconds))
    case .cut(let cluster): demo.cut(cluster)
    case .mend(let cluster): demo.mend(cluster)
    }
  }

  private var folderURL: URL { home.appending(path: ".config/shipit") }

  private func write(_ text: String, to file: String) throws {
    let url = folderURL.appending(path: file)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url, options: .atomic)
  }

  private func place(of text: String) -> Point? {
    for (y, line) in screen.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let range = line.range(of: text) { return Point(x: line[..<range.lowerBound].displayWidth, y: y) }
    }
    return nil
  }

  /// The world's time is moved on until the screen is as it should be. It goes five times as fast as real time at the most,
  /// so that what the program does keeps up with what the world does to it on a busy machine too.
  private func wait(_ complaint: String, until isMet: (String) -> Bool) async throws {
    // What was typed is drawn when the loop has done what is waiting: what is looked at is never the frame before.
    await Task.yield()
    for _ in 0..<3000 {
      if isMet(screen.text) { return }
      await demo.advance(by: .milliseconds(40))
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("\(scenario.name):\(line) \(complaint) in\n\(screen.text)")
    screen.onEvent?(.closed)
    throw CancellationError()
  }
}

/// A network without a cluster.
private struct Unplugged: HTTPTransport {
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse { throw .nameNotFound(host: "nowhere") }

  func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
    throw .nameNotFound(host: "nowhere")
  }
}
