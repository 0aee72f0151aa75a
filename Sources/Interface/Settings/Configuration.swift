/// `config.yaml`: what the person has chosen for every start.
package struct Configuration: Hashable, Sendable {
  package var theme: String?
  package var keymap: String?
  package var usesMouse = true
  /// After how many minutes without a key the screen locks itself; nil for never.
  package var autoLockMinutes: Int?

  package init(theme: String? = nil, keymap: String? = nil, usesMouse: Bool = true, autoLockMinutes: Int? = nil) {
    self.autoLockMinutes = autoLockMinutes
    self.theme = theme
    self.keymap = keymap
    self.usesMouse = usesMouse
  }

  static let settings = ["theme", "keymap", "mouse", "auto-lock"]

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
      case "auto-lock" where ["off", "false", "no"].contains(value.lowercased()): configuration.autoLockMinutes = nil
      case "auto-lock" where Int(value).map { (1...1440).contains($0) } == true:
        configuration.autoLockMinutes = Int(value)
      case "auto-lock":
        problems.append(
          FileProblem(path, line: entry.line, .badValue(value, of: "auto-lock", expected: "off or minutes up to 1440")))
      default: problems.append(FileProblem(path, line: entry.line, .unknownSetting(entry.name, known: settings)))
      }
    }
    return (configuration, problems)
  }
}
