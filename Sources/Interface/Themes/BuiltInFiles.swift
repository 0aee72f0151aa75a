/// The themes and keymaps that come with the program, as files to put beside it: examples to start one's own from.
package enum BuiltInFiles {
  /// By their path: `themes/nord.yaml`.
  package static var all: [String: String] {
    let folders = [("themes", Embedded.themes), ("keymaps", Embedded.keymaps)]
    return Dictionary(
      folders.flatMap { folder, files in files.map { ("\(folder)/\($0.key).yaml", $0.value) } },
      uniquingKeysWith: { first, _ in first })
  }
}
