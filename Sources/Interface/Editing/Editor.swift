import Foundation
import Terminal

/// The person's own editor, on a file that is there only while it is edited.
enum Editor {
  /// VISUAL, else EDITOR, else vi: as git and crontab choose it.
  static func command(_ environment: [String: String]) -> String {
    [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }.first { !$0.isEmpty } ?? "vi"
  }

  /// Call it while the terminal is given away.
  static func edit(_ text: String, named name: String, environment: [String: String]) async -> EditorEnd {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shipit-\(UUID().uuidString)")
    let file = folder.appending(path: name)
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      guard
        FileManager.default.createFile(
          atPath: file.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
      else { return .failed("The file to edit could not be written below \(folder.deletingLastPathComponent().path).") }
      let command = command(environment)
      switch await TerminalChild.run("\(command) \"$@\"", [file.path], environment: environment) {
      case .exited(0): return .left(try String(contentsOf: file, encoding: .utf8))
      case .exited(127): return .failed("There is no program \(command): set VISUAL or EDITOR to an editor.")
      case .exited(let code): return .failed("\(command) ended with \(code); nothing was changed.")
      case .killed(let signal): return .failed("\(command) was ended by signal \(signal); nothing was changed.")
      case .notStarted(let reason): return .failed("\(command) could not be started: \(reason).")
      }
    } catch {
      return .failed("The file that was edited cannot be read: \(error.localizedDescription)")
    }
  }
}
