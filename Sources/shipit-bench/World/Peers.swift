import Foundation

/// What a person would use instead.
enum Peer: String, CaseIterable, Sendable {
  case kubectl, curl, openssl, sqlite3, jq

  /// The Debian package that brings it.
  var package: String { self == .kubectl ? "kubernetes-client" : rawValue }

  private var versionArguments: [String] {
    switch self {
    case .kubectl: ["version", "--client"]
    case .openssl: ["version"]
    case .curl, .sqlite3, .jq: ["--version"]
    }
  }

  /// The first line of what it says of itself.
  func version(in workspace: Workspace) -> String? {
    guard let path = Peers.path(of: rawValue) else { return nil }
    let file = workspace.file("version")
    _ = try? Child.run(
      .init(
        program: path, arguments: versionArguments, environment: workspace.environment, output: .file(file)),
      atMost: .seconds(20))
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    let words = text.split(separator: "\n").first.map(String.init) ?? ""
    return self == .sqlite3 ? String(words.prefix { $0 != " " }) : words
  }
}

/// Where programs are.
enum Peers {
  static func path(of program: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
