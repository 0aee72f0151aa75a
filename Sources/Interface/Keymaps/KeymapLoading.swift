extension Keymap {
  /// The keymaps that come with the program, in order.
  package static let builtInNames = Embedded.keymaps.keys.sorted()

  /// One that comes with the program; nil when there is none of that name.
  package static func builtIn(_ name: String) -> Keymap? { load(name, from: PersonalFiles()).keymap }

  /// A keymap by its name, the person's own before those that come with the program, laid over what it inherits. A file of the
  /// person's own may inherit the built-in one of its own name.
  ///
  /// The keymap is nil when there is none of that name or its file cannot be read at all.
  static func load(_ name: String, from files: PersonalFiles) -> (keymap: Keymap?, problems: [FileProblem]) {
    load(name, from: files, visited: [])
  }

  private static func load(
    _ name: String, from files: PersonalFiles, visited: Set<String>
  ) -> (keymap: Keymap?, problems: [FileProblem]) {
    let own = visited.contains(name) ? nil : files.keymaps[name]
    if own == nil, name == "default" { return (.standard, []) }
    guard let text = own ?? (visited.contains("built-in \(name)") ? nil : Embedded.keymaps[name]) else {
      return (nil, [])
    }
    let path = own == nil ? "keymaps/\(name).yaml" : files.path(ofKeymap: name)
    let (file, problems) = KeymapFile.read(text, path: path)
    guard let file else { return (nil, problems) }
    let base = file.inherits ?? "default"
    let seen = visited.union([own == nil ? "built-in \(name)" : name])
    let inherited = load(base, from: files, visited: seen)
    guard let below = inherited.keymap else {
      return (nil, problems + inherited.problems + [FileProblem(path, line: nil, .unknownKeymap(base))])
    }
    let (keymap, conflicts) = below.laying(file, named: name)
    return (keymap, problems + inherited.problems + conflicts)
  }
}
