import Terminal

/// What the person has set: in files, and on the screen since.
package struct Settings: Hashable, Sendable {
  package var files = PersonalFiles()
  package var configuration = Configuration()
  package var theme: Choice?
  package var keymap: Choice?
  /// What was wrong when they were read last, so that it is told once.
  package var problems: [FileProblem] = []

  /// What was chosen by `:theme` or `:keymap`. It holds until `config.yaml` says something else than it said then.
  package struct Choice: Hashable, Sendable, Codable {
    package var name: String
    package var instead: String?

    package init(_ name: String, instead: String?) {
      self.name = name
      self.instead = instead
    }
  }

  package var themeName: String {
    theme.flatMap { $0.instead == configuration.theme ? $0.name : nil } ?? configuration.theme ?? "default"
  }

  package var keymapName: String {
    keymap.flatMap { $0.instead == configuration.keymap ? $0.name : nil } ?? configuration.keymap ?? "default"
  }
}

extension State {
  /// The person's files were read, at the start or because one was saved.
  package mutating func read(_ files: PersonalFiles, isStart: Bool = false) {
    let hadFiles = settings.files
    settings.files = files
    let (configuration, problems) = Configuration.read(files)
    // Of a file that cannot be read, what it said before holds.
    if let configuration { settings.configuration = configuration }
    tell(files.problems + problems + useSettings(), isStart: isStart, isChanged: hadFiles != files)
  }

  /// Takes theme and keymap as they are set now; what cannot be had leaves the one in use.
  mutating func useSettings() -> [FileProblem] { useTheme() + useKeymap() }

  mutating func useTheme() -> [FileProblem] {
    let name = settings.themeName
    do {
      if let new = try settings.files.theme(name) { theme = new }
      return []
    } catch {
      return [
        FileProblem(
          settings.files.path(ofTheme: name), line: error.line(in: settings.files.themes[name]), .badTheme(error))
      ]
    }
  }

  mutating func useKeymap() -> [FileProblem] {
    let (loaded, found) = Keymap.load(settings.keymapName, from: settings.files)
    var problems = found
    guard var new = loaded else { return problems }
    if let text = settings.files.keymap {
      let (file, mistakes) = KeymapFile.read(text, path: settings.files.keymapPath)
      problems += mistakes
      // Half of a keymap would be worse than the one in use.
      guard let file else { return problems }
      let (laid, conflicts) = new.laying(file, named: new.name)
      problems += conflicts
      new = laid
    }
    keymap = new
    pendingChord = nil
    return problems
  }

  /// What is wrong with a file that was asked for just now.
  mutating func complain(of problems: [FileProblem]) -> [Effect] {
    guard !problems.isEmpty else { return [] }
    waitingMessages.append(
      Message(
        title: "That file has mistakes", text: problems.map(\.words).joined(separator: "\n"),
        advice: "What is right of it is in use. A file that is saved is read again."))
    return []
  }

  private mutating func tell(_ problems: [FileProblem], isStart: Bool, isChanged: Bool) {
    defer { settings.problems = problems }
    if !problems.isEmpty, problems != settings.problems {
      waitingMessages.append(
        Message(
          title: "Your settings have mistakes", text: problems.map(\.words).joined(separator: "\n"),
          advice: "What is right of them is in use. A file that is saved is read again."))
    } else if !isStart, isChanged, problems.isEmpty {
      show("Your settings were read again.", .good)
    }
  }
}

extension PersonalFiles {
  /// The person's own theme before the one that comes with the program; nil when there is none of that name.
  func theme(_ name: String) throws(ThemeFileError) -> Theme? {
    guard let text = themes[name] else { return Theme.builtIn(name) }
    return try Theme(named: name, yaml: text)
  }
}

extension ThemeFileError {
  /// Where the name that is wrong stands.
  fileprivate func line(in text: String?) -> Int? {
    let name: String? =
      switch self {
      case .notYAML: nil
      case .unknownRole(let name), .notColor(let name, _), .notAppearance(let name, _): name
      }
    guard let name, let text else { return nil }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.trimmingPrefix(while: \.isWhitespace).hasPrefix("\(name):") }.map { $0 + 1 }
  }
}
