import Foundation
import Testing

/// The rooms of `docs/architecture.md` import downwards only. SwiftPM does not see to it: a target can import whatever
/// its dependencies bring along.
@Suite("the architecture")
struct ArchitectureTests {
  /// What a room may import beside the standard library and its system modules.
  static let rooms: [String: Set<String>] = [
    "Model": [],
    "JSON": [],
    "Terminal": ["CNcurses"],
    "HTTP": ["CCurl"],
    "Storage": ["Model", "GRDB", "COpenSSL"],
    "Kubernetes": ["Model", "JSON", "HTTP", "Yams", "SwiftProtobuf", "Subprocess"],
    "Sync": ["Model", "JSON", "Storage", "HTTP"],
    "Engine": ["Model", "JSON", "Storage", "HTTP", "Kubernetes", "Sync", "AsyncAlgorithms"],
    "Interface": ["Model", "JSON", "Terminal", "Sync", "Engine", "Kubernetes", "Storage", "Yams"],
    "Simulator": ["JSON", "HTTP"],
    "SPDY": ["CZlib"],
    "SimulatorServer": ["HTTP", "SPDY", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket"],
    "shipit-simulator": ["Simulator", "SimulatorServer", "HTTP", "ArgumentParser"],
    "shipit-bench": ["CPty", "Model", "Storage", "HTTP", "ArgumentParser"],
    "shipit-tui": [
      "Model", "JSON", "Terminal", "Storage", "HTTP", "Kubernetes", "Sync", "Engine", "Interface", "Simulator",
      "CMemory", "ArgumentParser", "Yams",
    ],
  ]

  static let system: Set<String> = ["Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization"]

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test("a room imports only what its row in docs/architecture.md allows", arguments: rooms.keys.sorted())
  func imports(room: String) throws {
    let allowed = Self.system.union(Self.rooms[room] ?? [])
    let files = try Self.swiftFiles(in: "Sources/\(room)")
    #expect(!files.isEmpty)
    for file in files {
      for module in Self.imports(of: try String(contentsOf: file, encoding: .utf8)) where !allowed.contains(module) {
        Issue.record("\(file.lastPathComponent) of \(room) imports \(module)")
      }
    }
  }

  @Test("every room of ours is in the table")
  func everyRoom() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Sources").path)
    let known = Set(Self.rooms.keys).union([
      "CNcurses", "CCurl", "COpenSSL", "CPty", "CZlib", "CMemory", "EmbedPlugin", "embed-tool",
    ])
    #expect(Set(folders.filter { !$0.hasPrefix(".") }).subtracting(known).isEmpty)
    let document = try String(contentsOf: Self.root.appending(path: "docs/architecture.md"), encoding: .utf8)
    for room in Self.rooms.keys {
      #expect(document.contains("`\(room)`"), "docs/architecture.md does not mention \(room)")
    }
  }

  @Test(
    "a C library is imported privately, by few files of one room",
    arguments: [("CNcurses", 3), ("CCurl", 6), ("COpenSSL", 6), ("CPty", 1), ("CZlib", 1), ("CMemory", 2)])
  func c(module: String, fileCount: Int) throws {
    var importing: [String] = []
    for file in try Self.swiftFiles(in: "Sources") {
      let text = try String(contentsOf: file, encoding: .utf8)
      guard Self.imports(of: text).contains(module) else { continue }
      importing.append(file.lastPathComponent)
      #expect(text.contains("private import \(module)"), "\(file.lastPathComponent)")
    }
    #expect((1...fileCount).contains(importing.count), "\(importing)")
  }

  @Test(
    "the scan sees imports in every form",
    arguments: [
      ("import A\n", ["A"]), ("private import CCurl", ["CCurl"]), ("@testable import B", ["B"]),
      ("import struct C.D", ["C"]),
      ("// import E\nlet important = 1", []), ("package import F\nimport G", ["F", "G"]),
    ])
  func scan(text: String, modules: [String]) {
    #expect(Self.imports(of: text) == modules)
  }

  @Test("every test that docs/security.md names is there")
  func securityTests() throws {
    let document = try String(contentsOf: Self.root.appending(path: "docs/security.md"), encoding: .utf8)
    let sources = try Self.swiftFiles(in: "Tests").map { try String(contentsOf: $0, encoding: .utf8) }
    var count = 0
    for match in document.matches(of: /`([A-Za-z\/.-]+(Tests|\.py|\.sh|\.scenario))`/) {
      let name = String(match.1)
      count += 1
      if name.hasSuffix("Tests") {
        #expect(sources.contains { $0.contains("struct \(name) {") }, "\(name)")
      } else {
        let path = name.hasSuffix(".scenario") ? "Tests/Scenarios/\(name)" : name
        #expect(FileManager.default.fileExists(atPath: Self.root.appending(path: path).path), "\(name)")
      }
    }
    #expect(count > 20)
  }

  @Test("nothing is left behind in the sources", arguments: ["fatalError(", "try!", "TODO", "FIXME"])
  func leftovers(word: String) throws {
    for file in try Self.swiftFiles(in: "Sources") where !file.lastPathComponent.hasSuffix(".pb.swift") {
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(!text.contains(word), "\(file.lastPathComponent) has \(word)")
    }
  }

  static func imports(of text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      var words = line.split(separator: " ").map(String.init)
      while let first = words.first,
        first.hasPrefix("@") || ["private", "internal", "package", "public", "fileprivate"].contains(first)
      {
        words.removeFirst()
      }
      guard words.first == "import", words.count > 1 else { return nil }
      let kinds: Set<String> = ["struct", "class", "enum", "func", "protocol", "typealias", "let", "var"]
      let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
      return String(name.split(separator: ".")[0])
    }
  }

  static func swiftFiles(in folder: String) throws -> [URL] {
    let walker = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
    return (walker?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
  }
}
