import Foundation
import Testing

@Suite("scenarios", .serialized)
struct ScenarioTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Scenarios")

  private static let files =
    ((try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? [])
    .filter { $0.pathExtension == "scenario" }.sorted { $0.path < $1.path }

  static let all = files.compactMap { try? read($0) }

  private static func read(_ file: URL) throws -> Scenario {
    try Scenario(
      name: file.deletingPathExtension().lastPathComponent, text: String(contentsOf: file, encoding: .utf8))
  }

  @Test("every scenario can be read, says what it is about, and sees something")
  func readable() throws {
    #expect(Self.files.count >= 60)
    for file in Self.files {
      let scenario = try Self.read(file)
      #expect(!scenario.title.isEmpty, "\(scenario.name)")
      #expect(scenario.steps.contains { if case .see = $0.step { true } else { false } }, "\(scenario.name)")
    }
  }

  @Test("what docs/peers.md says is shown by a scenario or a suite is there")
  func answers() throws {
    let tests = Self.folder.deletingLastPathComponent()
    let document = try String(
      contentsOf: tests.deletingLastPathComponent().appending(path: "docs/peers.md"), encoding: .utf8)
    let suites = Set(
      (FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)?.allObjects ?? [])
        .compactMap { ($0 as? URL)?.lastPathComponent }.filter { $0.hasSuffix("Tests.swift") }.map {
          String($0.dropLast(6))
        })
    let scenarios = Set(Self.all.map(\.name))
    let rows = document.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.dropFirst(2).first?.isNumber == true }
    #expect(rows.count == 15)
    for row in rows {
      let shown = row.split(separator: "|").last ?? ""
      let names = shown.matches(of: #/`([^`]+)`/#).map { String($0.1) }
      #expect(!names.isEmpty)
      for name in names { #expect(scenarios.contains(name) || suites.contains(name), "\(name)") }
    }
  }

  /// All, or those whose names contain what SHIPIT_SCENARIO says: for whoever works on one.
  private static var chosen: [Scenario] {
    let name = ProcessInfo.processInfo.environment["SHIPIT_SCENARIO"] ?? ""
    return name.isEmpty
      ? all : all.filter { scenario in name.split(separator: ",").contains { scenario.name.contains($0) } }
  }

  @Test("the program does what the scenario says", arguments: chosen)
  func play(_ scenario: Scenario) async throws {
    try await Player(scenario).play()
  }
}
