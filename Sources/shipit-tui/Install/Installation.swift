import ArgumentParser
import Foundation
import Interface

/// What `--install PREFIX` puts where, by the rules of the File Hierarchy Standard and of the shells.
struct Installation {
  struct File: Hashable {
    /// Below the prefix.
    let path: String
    let contents: Data
    let isExecutable: Bool

    init(_ path: String, _ contents: Data, isExecutable: Bool = false) {
      self.path = path
      self.contents = contents
      self.isExecutable = isExecutable
    }
  }

  let files: [File]

  /// - Parameter executable: the program's own bytes.
  init(executable: Data) throws(InstallationError) {
    guard let root = CommandOutline.root else { throw .commandsUnknown }
    let version = ShipitTUI.configuration.version
    files =
      [
        File("bin/shipit-tui", executable, isExecutable: true),
        File("share/man/man1/shipit-tui.1", Data(ManPage.text(of: root, version: version).utf8)),
        File("share/bash-completion/completions/shipit-tui", Self.completions(.bash)),
        File("share/zsh/site-functions/_shipit-tui", Self.completions(.zsh)),
        File("share/fish/vendor_completions.d/shipit-tui.fish", Self.completions(.fish)),
      ]
      + BuiltInFiles.all.sorted { $0.key < $1.key }.map { File("share/shipit-tui/\($0.key)", Data($0.value.utf8)) }
  }

  private static func completions(_ shell: CompletionShell) -> Data {
    Data(ShipitTUI.completionScript(for: shell).utf8)
  }

  /// Puts every file in its place; each is the old one or the whole new one at any moment. Returns their paths.
  func install(below prefix: String) throws(InstallationError) -> [String] {
    let root = URL(filePath: prefix, directoryHint: .isDirectory)
    return try files.map { (file) throws(InstallationError) in
      let place = root.appending(path: file.path)
      let folder = place.deletingLastPathComponent()
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A program that runs cannot be written over, but another can take its name.
        let fresh = folder.appending(path: ".\(place.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: fresh) }
        try file.contents.write(to: fresh)
        try FileManager.default.setAttributes(
          [.posixPermissions: file.isExecutable ? 0o755 : 0o644], ofItemAtPath: fresh.path(percentEncoded: false))
        guard rename(fresh.path(percentEncoded: false), place.path(percentEncoded: false)) == 0 else {
          throw CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: String(cString: strerror(errno))])
        }
      } catch {
        throw .notWritten(path: place.path(percentEncoded: false), reason: error.localizedDescription)
      }
      return place.path(percentEncoded: false)
    }
  }
}

enum InstallationError: Error, Hashable {
  case notWritten(path: String, reason: String)
  case programUnreadable(reason: String)
  /// The argument parser tells its commands in another form than we know.
  case commandsUnknown
}
