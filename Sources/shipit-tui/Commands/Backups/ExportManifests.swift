import Engine
import Foundation
import Glibc
import Interface

/// `--export-manifests`: a file for each app, below folders of its project, cluster and namespace.
///
/// Equal apps give equal bytes, and a file that is the same already is left alone, so that version control sees what has
/// changed and nothing else.
struct ExportManifests: SessionCommand {
  let global: GlobalOptions
  let folder: String

  private static let heading = "# Written by shipit-tui --export-manifests; changes here are overwritten."

  func run(_ session: Session) async throws {
    let exports = try await session.engine.manifestExports()
    var written = 0
    var paths: Set<String> = []
    for export in exports {
      let path = export.path.map(Self.fileName).joined(separator: "/") + ".yaml"
      paths.insert(path)
      if try write(Self.text(of: export), to: "\(folder)/\(path)") { written += 1 }
    }
    session.console.note(
      "\(exports.count) app\(exports.count == 1 ? "" : "s"), \(written) file\(written == 1 ? "" : "s") written")
    // Somebody may apply what lies there, so it is not left unsaid; what to do with it is theirs to say.
    for path in stale(besides: paths) { session.console.note("of no app any more: \(folder)/\(path)") }
  }

  static func text(of export: ManifestExport) throws -> String {
    var text = heading + "\n"
    if !export.secretKeys.isEmpty {
      text += "# Secret \(export.secretName) is left out. Its keys: \(export.secretKeys.joined(separator: ", "))\n"
    }
    for object in export.objects { text += "---\n" + (try object.yaml) }
    return text
  }

  /// A name can leave its folder in no way.
  private static func fileName(_ name: String) -> String {
    let safe = name.replacing("%", with: "%25").replacing("/", with: "%2F")
    return safe.hasPrefix(".") ? "%2E" + safe.dropFirst() : safe
  }

  /// Whether it had to be.
  private func write(_ text: String, to path: String) throws -> Bool {
    let bytes = Data(text.utf8)
    guard FileManager.default.contents(atPath: path) != bytes else { return false }
    let parent = URL(filePath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      // Written beside it and renamed.
      try bytes.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw CommandError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    return true
  }

  private func stale(besides paths: Set<String>) -> [String] {
    let found = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return found.sorted().filter { path in
      path.hasSuffix(".yaml") && !paths.contains(path)
        && FileManager.default.contents(atPath: "\(folder)/\(path)")?.starts(with: Data(Self.heading.utf8)) == true
    }
  }
}
