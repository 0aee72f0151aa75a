import Foundation
import Interface
import Terminal
import Testing

@Suite("the list of commands")
struct CommandListTests {
  @Test("every command is in the list once")
  func complete() {
    #expect(Command.list.map(\.command) == Command.allCases)
  }

  @Test("every default key can be read and written", arguments: Command.list)
  func keys(entry: CommandEntry) {
    for key in entry.keys { #expect(Key(parsing: key) != nil, "\(key) of \(entry.command.rawValue)") }
    #expect(entry.help.last == ".")
    #expect(!entry.name.isEmpty)
  }

  @Test("no key means two things in one place", arguments: Place.allCases)
  func unambiguous(place: Place) {
    var seen: [Key: Command] = [:]
    for entry in Command.list where entry.works(in: place) {
      for key in entry.keys.compactMap({ Key(parsing: $0) }) {
        #expect(seen[key] == nil, "\(key) in \(place.title): \(entry.command.rawValue)")
        seen[key] = entry.command
      }
    }
  }

  @Test("docs/keys.md, docs/schemas and keymaps/default.yaml are made from the list and up to date")
  func documents() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let schemas = SettingsSchema.allCases.map { ("docs/schemas/\($0.rawValue).json", $0.json) }
    let made = [("docs/keys.md", KeyDocument.markdown), ("keymaps/default.yaml", KeyDocument.yaml)] + schemas
    for (path, text) in made {
      let file = root.appending(path: path)
      if ProcessInfo.processInfo.environment["SHIPIT_WRITE_DOCS"] != nil {
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      #expect(
        try String(contentsOf: file, encoding: .utf8) == text,
        "stale: run SHIPIT_WRITE_DOCS=1 swift test --filter documents")
    }
  }
}
