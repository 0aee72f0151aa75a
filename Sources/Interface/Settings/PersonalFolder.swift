import Foundation

/// `$XDG_CONFIG_HOME/shipit`, where the person's own files lie.
package struct PersonalFolder: Hashable, Sendable {
  package let url: URL
  /// With `~` for the home directory.
  let name: String

  package init(path: String, home: String = "") {
    url = URL(filePath: path, directoryHint: .isDirectory)
    name = !home.isEmpty && path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
  }

  /// As the XDG base directory specification has it: a relative path is ignored. nil without a home.
  package init?(environment: [String: String]) {
    let home = environment["HOME"] ?? ""
    if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") {
      self.init(path: config + "/shipit", home: home)
    } else if home.hasPrefix("/") {
      self.init(path: home + "/.config/shipit", home: home)
    } else {
      return nil
    }
  }

  /// More than any sensible file has; a pipe or a disk image by mistake must not fill the memory.
  private static let mostBytes = 1 << 20

  /// Reads them all; they are few and small.
  package func read() -> PersonalFiles {
    var files = PersonalFiles(folder: name)
    files.configuration = text("config.yaml", &files)
    files.keymap = text("keymap.yaml", &files)
    for name in names(in: "keymaps") { files.keymaps[name] = text("keymaps/\(name).yaml", &files) }
    for name in names(in: "themes") { files.themes[name] = text("themes/\(name).yaml", &files) }
    return files
  }

  /// Changes when a file comes, goes or is saved.
  package func stamps() -> [String: Stamp] {
    let paths =
      ["config.yaml", "keymap.yaml"]
      + ["keymaps", "themes"].flatMap { folder in
        names(in: folder).map { "\(folder)/\($0).yaml" }
      }
    return Dictionary(uniqueKeysWithValues: paths.compactMap { path in stamp(of: path).map { (path, $0) } })
  }

  package struct Stamp: Hashable, Sendable {
    let modified: Date?
    let size: Int?
    let file: UInt64?
  }

  private func stamp(of path: String) -> Stamp? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved(path)) else { return nil }
    return Stamp(
      modified: attributes[.modificationDate] as? Date, size: (attributes[.size] as? NSNumber)?.intValue,
      file: (attributes[.systemFileNumber] as? NSNumber)?.uint64Value)
  }

  /// Dotfiles are often links.
  private func resolved(_ path: String) -> String {
    url.appending(path: path).resolvingSymlinksInPath().path(percentEncoded: false)
  }

  private func names(in folder: String) -> [String] {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: resolved(folder))) ?? []
    return found.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }.sorted()
  }

  private func text(_ path: String, _ files: inout PersonalFiles) -> String? {
    guard let stamp = stamp(of: path) else { return nil }
    do {
      guard (stamp.size ?? 0) <= Self.mostBytes else { throw CocoaError(.fileReadTooLarge) }
      return try String(contentsOfFile: resolved(path), encoding: .utf8)
    } catch {
      files.problems.append(
        FileProblem("\(name)/\(path)", line: nil, .unreadable(error.localizedDescription)))
      return nil
    }
  }
}
