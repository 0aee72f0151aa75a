/// `config.yaml`: what the person has chosen for every start.
package struct Configuration: Hashable, Sendable {
  package var theme: String?
  package var keymap: String?
  package var usesMouse = true

  package init(theme: String? = nil, keymap: String? = nil, usesMouse: Bool = true) {
    self.theme = theme
    self.keymap = keymap
    self.usesMouse = usesMouse
  }

  static let settings = ["theme", "keymap", "mouse"]

  /// What can be read is read; the rest is told. nil when nothing can.
  package static func read(_ files: PersonalFiles) -> (Configuration?, [FileProblem]) {
    guard let text = files.configuration else { return (Configuration(), []) }
    let path = files.configurationPath
    var problems: [FileProblem] = []
    guard let entries = YAMLFile.entries(of: text, path: path, &problems) else { return (nil, problems) }
    var configuration = Configuration()
    for entry in entries {
      let value = entry.value.string ?? ""
      switch entry.name {
      case "theme" where files.themeNames.contains(value): configuration.theme = value
      case "theme": problems.append(FileProblem(path, line: entry.line, .unknownTheme(value)))
      case "keymap" where files.keymapNames.contains(value): configuration.keymap = value
      case "keymap": problems.append(FileProblem(path, line: entry.line, .unknownKeymap(value)))
      case "mouse" where ["on", "true", "yes"].contains(value.lowercased()): configuration.usesMouse = true
      case "mouse" where ["off", "false", "no"].contains(value.lowercased()): configuration.usesMouse = false
      case "mouse":
        problems.append(FileProblem(path, line: entry.line, .badValue(value, of: "mouse", expected: "on or off")))
      default: problems.append(FileProblem(path, line: entry.line, .unknownSetting(entry.name, known: settings)))
      }
    }
    return (configuration, problems)
  }
}
