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

  /// Its name with the version that it says of itself.
  func version(in workspace: Workspace) -> String? {
    guard let path = Peers.path(of: rawValue) else { return nil }
    let file = workspace.file("version")
    _ = try? Child.run(
      .init(
        program: path, arguments: versionArguments, environment: workspace.environment, output: .file(file)),
      atMost: .seconds(20))
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    return Self.version(rawValue, in: text)
  }
}

extension Peer {
  /// The first word with a number at its beginning, maybe after a `v` or the name: `Client Version: v1.32.4`, `jq-1.6`.
  static func version(_ name: String, in text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).map { word in
      var word = word
      for beginning in [name + "-", "v"] where word.hasPrefix(beginning) { word = word.dropFirst(beginning.count) }
      return word
    }
    return "\(name) \(words.first { $0.first?.isNumber == true } ?? "of an unknown version")"
  }
}

/// Where programs are.
enum Peers {
  static func path(of program: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
