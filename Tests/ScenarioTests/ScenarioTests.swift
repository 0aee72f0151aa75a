import Engine
import Foundation
import Interface
import Terminal
import Testing

@testable import shipit_tui

@Suite("scenarios", .serialized)
struct ScenarioTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Scenarios")

  static let all: [Scenario] = {
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == "scenario" }.sorted { $0.path < $1.path }.compactMap { file in
      guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
      return try? Scenario(name: file.deletingPathExtension().lastPathComponent, text: text)
    }
  }()

  @Test("every scenario can be read")
  func readable() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Self.all.count == names.count { $0.hasSuffix(".scenario") })
    #expect(!Self.all.isEmpty)
  }

  @Test("the demo does what the scenario says", arguments: all)
  func play(_ scenario: Scenario) async throws {
    let world = try await DemoWorld.make(author: "ada@laptop", environment: [:])
    try await play(scenario, in: world)
  }

  @LoopActor private func play(_ scenario: Scenario, in world: DemoWorld) async throws {
    let screen = MemoryScreen(size: scenario.size)
    let engine = world.engine
    let program = Program(engine: engine, screen: screen, clock: ContinuousClock(), now: { engine.now })
    let running = Task { await program.run() }
    defer { running.cancel() }
    while screen.onEvent == nil { await Task.yield() }
    for (line, step) in scenario.steps {
      switch step {
      case .press(let keys): for key in keys { screen.press(key) }
      case .type(let text): for character in text { screen.press(.character(character)) }
      case .resize(let size): screen.resize(to: size)
      case .see(let text):
        let complaint = "\(scenario.name):\(line) never saw “\(text)”"
        try await wait(in: world, screen, complaint) { $0.contains(text) }
      case .gone(let text):
        let complaint = "\(scenario.name):\(line) still sees “\(text)”"
        try await wait(in: world, screen, complaint) { !$0.contains(text) }
      }
    }
    program.send(.command(.quit))
    if program.state.isRunning { screen.onEvent?(.key(.character("y"))) }
    await running.value
  }

  @Test("a person comes back to where they left")
  @LoopActor func comingBack() async throws {
    let world = try await DemoWorld.make(author: "ada@laptop", environment: [:])
    let engine = world.engine
    for run in 1...2 {
      let screen = MemoryScreen(size: Size(width: 120, height: 36))
      let memory = await ScreenMemory.read(from: engine)
      #expect((memory == nil) == (run == 1))
      let program = Program(
        engine: engine, screen: screen, clock: ContinuousClock(), now: { engine.now }, memory: memory)
      let running = Task { await program.run() }
      defer { running.cancel() }
      while screen.onEvent == nil { await Task.yield() }
      try await wait(in: world, screen, "run \(run) shows no apps") { $0.contains("3 Apps") && $0.contains("READY") }
      if run == 1 {
        for key in ["/", "w", "e", "enter", "5"] { screen.onEvent?(.key(try #require(Key(parsing: key)))) }
      }
      #expect(program.state.focus == .revisions)
      #expect(program.state.filter(.apps) == "we")
      program.send(.command(.quit))
      await running.value
    }
  }

  /// The world's time is moved on until the screen is as it should be. It goes five times as fast as real time at the most,
  /// so that what the program does keeps up with what the world does to it on a busy machine too.
  @LoopActor private func wait(
    in world: DemoWorld, _ screen: MemoryScreen, _ complaint: String, until isMet: (String) -> Bool
  ) async throws {
    for _ in 0..<6000 {
      if isMet(screen.text) { return }
      await world.advance(by: .milliseconds(40))
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("\(complaint) in\n\(screen.text)")
    throw CancellationError()
  }
}
