import Foundation
import Terminal
import Testing

@testable import Interface

@Suite("the person's own files")
struct SettingsTests {
  private func state(_ files: PersonalFiles) -> State {
    var state = Fixture.state()
    state.read(files, isStart: true)
    _ = state.reduce(.ticked(Fixture.now))
    return state
  }

  @Test("config.yaml chooses theme, keymap and mouse")
  func configuration() {
    let files = PersonalFiles(configuration: "theme: nord\nkeymap: k9s\nmouse: off\n")
    let state = state(files)
    #expect(state.theme.name == "nord")
    #expect(state.keymap.name == "k9s")
    #expect(Configuration.read(files).0?.usesMouse == false)
    #expect(state.overlay == nil)
  }

  @Test(
    "mistakes are told with file and line and stop nothing",
    arguments: [
      ("theme: mauve", "config.yaml:1: there is no theme \"mauve\""),
      ("\nmouse: maybe", "config.yaml:2: mouse cannot be"),
      ("colour: red", "config.yaml:1: there is no setting \"colour\""), ("theme: [", "config.yaml:"),
      ("- theme", "config.yaml:1: names with values are expected"),
      ("keymap: nano", "config.yaml:1: there is no keymap"),
    ])
  func mistakes(text: String, words: String) throws {
    let state = state(PersonalFiles(folder: "~/.config/shipit", configuration: text))
    guard case .message(let message) = state.overlay else { return #expect(state.overlay != nil) }
    #expect(message.text.contains(words), "\(message.text)")
    #expect(state.theme == Theme.builtIn("default"))
    #expect(state.keymap == .standard)
  }

  @Test("keymap.yaml is laid over the keymap that is chosen")
  func overlay() {
    let state = state(PersonalFiles(configuration: "keymap: vim", keymap: "keys:\n  app.scale: S\n"))
    #expect(state.keyLabel(of: .first) == "g g")
    #expect(state.keyLabel(of: .scale) == "S")
  }

  @Test("a file that is saved is in use at once, a broken one leaves what was")
  func reload() {
    var state = state(PersonalFiles(configuration: "theme: mine", themes: ["mine": "roles:\n  good: blue"]))
    #expect(state.theme[.good] == Appearance(.indexed(4)))
    _ = state.reduce(.filesRead(PersonalFiles(configuration: "theme: mine", themes: ["mine": "roles:\n  good: red"])))
    #expect(state.theme[.good] == Appearance(.indexed(1)))
    #expect(state.toast?.text == "Your settings were read again.")
    _ = state.reduce(
      .filesRead(
        PersonalFiles(folder: "f", configuration: "theme: mine", themes: ["mine": "palette: {}\nroles:\n  goood: red"]))
    )
    #expect(state.theme[.good] == Appearance(.indexed(1)))
    guard case .message(let message) = state.overlay else { return #expect(state.overlay != nil) }
    #expect(message.text.hasPrefix("f/themes/mine.yaml:3: there is no role \"goood\""))
  }

  @Test("what is chosen on the screen holds until config.yaml is changed")
  func choice() {
    var state = state(PersonalFiles(configuration: "theme: nord"))
    state.press(":")
    state.type("theme dracula")
    state.press("enter")
    #expect(state.theme.name == "dracula")
    _ = state.reduce(.filesRead(PersonalFiles(configuration: "theme: nord\nmouse: off")))
    #expect(state.theme.name == "dracula")
    _ = state.reduce(.filesRead(PersonalFiles(configuration: "theme: one")))
    #expect(state.theme.name == "one")
  }

  @Test("the command line completes the person's own themes and keymaps")
  func completion() {
    let state = state(PersonalFiles(keymaps: ["mine": ""], themes: ["dusk": ""]))
    #expect(state.suggestions(for: "theme dusk").first?.text == "theme dusk")
    #expect(state.suggestions(for: "keymap min").first?.text == "keymap mine")
  }
}

@Suite("the folder of the person's own files")
struct PersonalFolderTests {
  @Test("files are read by their names, and a save shows in the stamps")
  func reading() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "shipit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    let folder = PersonalFolder(path: url.path(percentEncoded: false))
    #expect(folder.read() == PersonalFiles(folder: folder.name))
    #expect(folder.stamps().isEmpty)
    for sub in ["keymaps", "themes"] {
      try FileManager.default.createDirectory(at: url.appending(path: sub), withIntermediateDirectories: true)
    }
    try "theme: dusk".write(to: url.appending(path: "config.yaml"), atomically: true, encoding: .utf8)
    try "keys: {}".write(to: url.appending(path: "keymaps/mine.yaml"), atomically: true, encoding: .utf8)
    try "roles: {}".write(to: url.appending(path: "themes/dusk.yaml"), atomically: true, encoding: .utf8)
    try Data([0xff, 0xfe, 0xff]).write(to: url.appending(path: "keymap.yaml"))
    let files = folder.read()
    #expect(files.configuration == "theme: dusk")
    #expect(files.keymaps == ["mine": "keys: {}"])
    #expect(files.themes == ["dusk": "roles: {}"])
    #expect(files.problems.map(\.file) == ["\(folder.name)/keymap.yaml"])
    let before = folder.stamps()
    try "theme: nord!".write(to: url.appending(path: "config.yaml"), atomically: true, encoding: .utf8)
    #expect(folder.stamps() != before)
  }

  @Test("XDG_CONFIG_HOME wins over the home directory; a relative one is ignored")
  func places() {
    #expect(PersonalFolder(environment: ["XDG_CONFIG_HOME": "/c", "HOME": "/h"])?.name == "/c/shipit")
    #expect(PersonalFolder(environment: ["XDG_CONFIG_HOME": "c", "HOME": "/h"])?.name == "~/.config/shipit")
    #expect(PersonalFolder(environment: [:]) == nil)
  }
}

@Suite("the schemas of the person's files")
struct SettingsSchemaTests {
  private func names(in schema: SettingsSchema, at path: [String] = []) throws -> Set<String> {
    var value = try JSONSerialization.jsonObject(with: Data(schema.json.utf8)) as? [String: Any]
    for name in path { value = (value?["properties"] as? [String: Any])?[name] as? [String: Any] }
    return Set(try #require(value?["properties"] as? [String: Any]).keys)
  }

  @Test("they name what is read, and nothing else")
  func names() throws {
    #expect(try names(in: .config) == Set(Configuration.settings))
    #expect(try names(in: .theme, at: ["roles"]) == Set(Role.allCases.map(\.rawValue)))
    #expect(try names(in: .keymap, at: ["keys"]) == Set(Command.allCases.map(\.rawValue)))
    #expect(try names(in: .keymap, at: ["places"]) == Set(Place.allCases.map(\.name)))
    #expect(try !names(in: .keymap, at: ["places", "logs"]).contains(Command.createApp.rawValue))
  }
}
