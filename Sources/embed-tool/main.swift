import Foundation

// embed-tool OUTPUT FILE…
//
// Writes a Swift file with the text of each file: `Embedded.themes["nord"]` is that of themes/nord.yaml.

/// A raw string literal of the text. The delimiter has one `#` more than any run in the text, so nothing ends it early.
func literal(_ text: String) -> String {
  var (longest, run) = (0, 0)
  for character in text {
    run = character == "#" ? run + 1 : 0
    longest = max(longest, run)
  }
  let delimiter = String(repeating: "#", count: longest + 1)
  return "\(delimiter)\"\"\"\n\(text)\n\"\"\"\(delimiter)"
}

do {
  let files = CommandLine.arguments.dropFirst(2).map { URL(filePath: $0) }
  let folders = Dictionary(grouping: files) { $0.deletingLastPathComponent().lastPathComponent }
  var source = "// Made by embed-tool. Not to be edited.\n\nenum Embedded {\n"
  for (folder, files) in folders.sorted(by: { $0.key < $1.key }) {
    source += "static let \(folder): [String: String] = [\n"
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      source += "\"\(file.deletingPathExtension().lastPathComponent)\": \(literal(text)),\n"
    }
    source += "]\n"
  }
  source += "}\n"
  try source.write(to: URL(filePath: CommandLine.arguments[1]), atomically: true, encoding: .utf8)
} catch {
  FileHandle.standardError.write(Data("embed-tool: \(error)\n".utf8))
  exit(1)
}
