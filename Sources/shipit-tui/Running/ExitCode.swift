import Engine

/// What the process ends with. docs/cli.md lists them.
enum ExitCode {
  static let done: Int32 = 0
  static let failed = Explanation.Kind.failed.rawValue
  static let usage = Explanation.Kind.usage.rawValue
  /// As a shell says it of a process that SIGINT ended.
  static let interrupted: Int32 = 130
  static let terminated: Int32 = 143
}
