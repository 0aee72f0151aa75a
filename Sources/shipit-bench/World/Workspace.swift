import Foundation

/// A folder of the benchmark's own, where the measured programs find their home.
struct Workspace: Sendable {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shipit-bench-\(getpid())")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    path = folder.path
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// What every measured program gets: nothing of the person's own settings, which would make numbers differ.
  var environment: [String: String] {
    [
      "HOME": path, "XDG_CONFIG_HOME": "\(path)/config", "XDG_DATA_HOME": "\(path)/data", "LANG": "C.UTF-8",
      "TERM": "xterm-256color", "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "SHIPIT_PASSPHRASE": "benchmark", "SHIPIT_ENCRYPT_KEY": String(repeating: "5a", count: 32),
    ]
  }
}
