import Foundation
import Glibc
import Interface
import Terminal

/// `$XDG_STATE_HOME/shipit/crashes`: one report for each run that crashed, readable by its owner alone.
struct CrashFolder {
  let url: URL

  /// nil without a home.
  init?(environment: [String: String]) {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      url = URL(filePath: state).appending(path: "shipit/crashes")
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      url = URL(filePath: home).appending(path: ".local/state/shipit/crashes")
    } else {
      return nil
    }
  }

  private static let running = "running-"
  private static let report = "crash-"
  private static let told = "last-told"

  /// Where a crash of this run would be told. nil where nothing can be written, which is no reason not to start.
  func prepare(version: String, environment: [String: String], now: Date = Date()) -> CrashReport? {
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      return nil
    }
    for name in names(Self.running) {
      // What a run left that was killed: it did not crash.
      if let pid = name.dropFirst(Self.running.count).split(separator: ".").first.flatMap({ pid_t($0) }),
        kill(pid, 0) != 0, errno == ESRCH
      {
        try? FileManager.default.removeItem(at: url.appending(path: name))
      }
    }
    let stamp = now.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
    let pid = getpid()
    var system = utsname()
    uname(&system)
    let kernel = withUnsafeBytes(of: &system.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return CrashReport(
      running: url.appending(path: "\(Self.running)\(pid).txt").path,
      path: url.appending(path: "\(Self.report)\(stamp)-\(pid).txt").path,
      header: """
        shipit-tui \(version), started \(now.ISO8601Format())
        Linux \(kernel), TERM=\(environment["TERM"] ?? ""), \(environment["TMUX"] == nil ? "" : "in tmux")
        What follows is what the program wrote to standard error, the signal, and where it was then.
        """)
  }

  /// The newest report that nobody has been told of.
  func tell() -> Message? {
    let marker = url.appending(path: Self.told)
    let last = (try? String(contentsOf: marker, encoding: .utf8)) ?? ""
    guard let newest = names(Self.report).max(), newest > last else { return nil }
    try? Data(newest.utf8).write(to: marker, options: .atomic)
    return Message(
      title: "The last run crashed",
      text: "A report of it is in \(url.appending(path: newest).path)",
      advice: "It has no secrets in it: please send it along when you tell us.")
  }

  /// Leaves nothing where nothing happened.
  func tidy() {
    guard names("").isEmpty else { return }
    rmdir(url.path)
    rmdir(url.deletingLastPathComponent().path)
  }

  private func names(_ prefix: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).filter { $0.hasPrefix(prefix) }
  }
}
