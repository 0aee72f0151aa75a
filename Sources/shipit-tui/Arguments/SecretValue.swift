import Foundation

/// A value that must not be an argument: from a file as it is, from standard input without one line end at its end, or
/// typed unseen.
struct SecretValue {
  var fromFile: String?

  func read(_ console: Console, prompt: String) throws(CommandError) -> String {
    if let fromFile {
      let data: Data
      do {
        // A pipe too, such as bash's <(pass show …).
        data = try FileHandle(forReadingFrom: URL(filePath: fromFile)).readToEnd() ?? Data()
      } catch {
        throw .valueUnreadable(path: fromFile, reason: String(cString: strerror(errno)))
      }
      return try text(Array(data))
    }
    if console.isInputTerminal {
      guard let typed = console.secret(prompt), !typed.isEmpty else { throw .valueMissing }
      return typed
    }
    var bytes = console.readAll()
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return try text(bytes)
  }

  private func text(_ bytes: [UInt8]) throws(CommandError) -> String {
    guard !bytes.isEmpty else { throw .valueMissing }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .valueNotText }
    return text
  }
}
