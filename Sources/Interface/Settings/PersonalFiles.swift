import Terminal

/// What stands in the person's own files, as text. We read them and never write them.
package struct PersonalFiles: Hashable, Sendable {
  /// Where they lie, as messages name it.
  package var folder: String
  /// `config.yaml`
  package var configuration: String?
  /// `keymap.yaml`: changes that are laid over whichever keymap is chosen.
  package var keymap: String?
  /// `keymaps/NAME.yaml`
  package var keymaps: [String: String]
  /// `themes/NAME.yaml`
  package var themes: [String: String]
  /// Files that are there and cannot be read.
  package var problems: [FileProblem]

  package init(
    folder: String = "", configuration: String? = nil, keymap: String? = nil, keymaps: [String: String] = [:],
    themes: [String: String] = [:], problems: [FileProblem] = []
  ) {
    self.folder = folder
    self.configuration = configuration
    self.keymap = keymap
    self.keymaps = keymaps
    self.themes = themes
    self.problems = problems
  }

  var configurationPath: String { "\(folder)/config.yaml" }
  var keymapPath: String { "\(folder)/keymap.yaml" }
  func path(ofKeymap name: String) -> String { "\(folder)/keymaps/\(name).yaml" }
  func path(ofTheme name: String) -> String { "\(folder)/themes/\(name).yaml" }

  /// What `:keymap` and `:theme` offer: the person's own and those that come with the program.
  package var keymapNames: [String] { Set(keymaps.keys).union(Keymap.builtInNames).sorted() }
  package var themeNames: [String] { Set(themes.keys).union(Theme.builtInNames).sorted() }
}
