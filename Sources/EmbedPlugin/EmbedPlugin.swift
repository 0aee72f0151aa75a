import Foundation
import PackagePlugin

/// Makes the YAML files that a target links to in its folder `Embedded` into string literals of the target.
///
/// The links, which the target excludes, are there so that SwiftPM sees when a file comes, goes or changes. Its own
/// `.embedInCode` makes arrays of bytes, which take the compiler minutes.
@main struct EmbedPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    guard let target = target as? SourceModuleTarget else { return [] }
    let embedded = target.directoryURL.appending(path: "Embedded", directoryHint: .isDirectory)
    let folders = try Self.contents(of: embedded)
    let files = try folders.map { $0.resolvingSymlinksInPath() }
      // A link may lead to a folder that has no files yet, which git does not keep.
      .filter { FileManager.default.fileExists(atPath: $0.path(percentEncoded: false)) }
      .flatMap { try Self.contents(of: $0) }.filter { $0.pathExtension == "yaml" }
    let output = context.pluginWorkDirectoryURL.appending(path: "Embedded.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(files.count) files in \(target.name)",
        executable: try context.tool(named: "embed-tool").url,
        arguments: [output.path(percentEncoded: false)] + files.map { $0.path(percentEncoded: false) },
        inputFiles: files, outputFiles: [output])
    ]
  }

  private static func contents(of folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }
}
