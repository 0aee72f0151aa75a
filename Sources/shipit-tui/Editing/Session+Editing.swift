import Foundation

extension Session {
  /// Lets a person edit names and texts until they make sense, or they give up.
  ///
  /// - Parameter check: says what is wrong with them.
  /// - Returns: nil where nothing was changed.
  func edited(
    _ values: [String: String], called name: String, heading: [String],
    check: ([String: String]) throws(CommandError) -> Void
  ) async throws -> [String: String]? {
    guard console.isInputTerminal else { throw CommandError.editorNeedsTerminal }
    let environment = environment.plain
    let file = try EphemeralFile(
      "\(name).yaml", holding: EditedMap.text(values, heading: heading), in: EphemeralFile.folders(environment))
    // Editors take Ctrl-C as a key. Where it is a signal all the same, or comes by SIGTERM, the file ends with us.
    let remove = Interruption.atExit(file.removal)
    defer { remove() }
    while true {
      try await Editor(environment).edit(file.path)
      do throws(CommandError) {
        let new = try EditedMap.values(file.read())
        try check(new)
        return new == values ? nil : new
      } catch {
        console.note("error: \(error.explanation.text)")
        try console.confirm("Edit it again?")
      }
    }
  }
}
