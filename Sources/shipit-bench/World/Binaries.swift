import Foundation

/// The programs of ours that are measured, as they are shipped: release builds with the Swift runtime inside.
struct Binaries: Sendable {
  let program: String
  let simulator: String

  init(in folder: String) throws(BenchError) {
    program = "\(folder)/shipit-tui"
    simulator = "\(folder)/shipit-simulator"
    for path in [program, simulator] where !FileManager.default.isExecutableFile(atPath: path) {
      throw .wrong("there is no \(path)")
    }
  }

  /// Builds them, which is quick where nothing has changed. They have a folder of their own, because other options build
  /// everything anew.
  static func built(note: (String) -> Void) throws(BenchError) -> Binaries {
    guard FileManager.default.fileExists(atPath: "Package.swift") else {
      throw .wrong("run it in the folder of Package.swift, or name built programs with --binaries")
    }
    let folder = ".build/static"
    for product in ["shipit-tui", "shipit-simulator"] {
      note("building \(product)")
      try Child.run(
        .init(
          program: "/usr/bin/env",
          arguments: [
            "swift", "build", "-c", "release", "--static-swift-stdlib", "--scratch-path", folder, "--product", product,
          ], environment: ProcessInfo.processInfo.environment), atMost: .seconds(3600))
    }
    return try Binaries(in: "\(folder)/release")
  }

  /// How many bytes a program is without its symbols.
  func strippedSize(in workspace: Workspace) throws(BenchError) -> Int {
    guard let strip = Peers.path(of: "strip") ?? Peers.path(of: "llvm-strip") else {
      throw .wrong("there is no strip (Debian: binutils)")
    }
    let stripped = workspace.file("stripped")
    try Child.run(.init(program: strip, arguments: ["-o", stripped, program]))
    return Self.size(of: stripped)
  }

  static func size(of path: String) -> Int {
    let resolved = URL(filePath: path).resolvingSymlinksInPath().path
    return (try? FileManager.default.attributesOfItem(atPath: resolved)[.size] as? Int) ?? 0
  }
}
