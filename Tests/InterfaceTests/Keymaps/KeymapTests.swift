import Foundation
import Terminal
import Testing

@testable import Interface

@Suite("keymaps")
struct KeymapTests {
  private func laid(_ yaml: String) -> (Keymap, [String]) {
    let files = PersonalFiles(folder: "~/shipit", keymaps: ["mine": yaml])
    let (keymap, problems) = Keymap.load("mine", from: files)
    return (keymap ?? .standard, problems.map(\.words))
  }

  @Test("every keymap that comes with the program loads without a problem", arguments: Keymap.builtInNames)
  func builtIn(name: String) {
    let (keymap, problems) = Keymap.load(name, from: PersonalFiles())
    #expect(keymap != nil)
    #expect(problems.map(\.words) == [])
  }

  @Test("the keymaps that people know are there")
  func known() {
    #expect(Set(["default", "vim", "emacs", "k9s"]).isSubset(of: Keymap.builtInNames))
    #expect(Keymap.builtIn("nano") == nil)
  }

  @Test("no built-in keymap leaves an action without a key that has one by default", arguments: Keymap.builtInNames)
  func complete(name: String) throws {
    let keymap = try #require(Keymap.builtIn(name))
    for entry in Command.list where !entry.keys.isEmpty {
      for place in Place.allCases where entry.works(in: place) {
        #expect(
          !keymap.chords(for: entry.command, in: place).isEmpty,
          "\(entry.command.rawValue) in \(place.name): give it a key in keymaps/\(name).yaml")
      }
    }
  }

  @Test("keymaps/default.yaml says the same as the list it is made from")
  func defaultFile() throws {
    let (file, problems) = KeymapFile.read(try #require(Embedded.keymaps["default"]), path: "default.yaml")
    #expect(problems == [])
    #expect(Keymap.standard.laying(try #require(file), named: "default").0 == .standard)
  }

  @Test(
    "what hands know of other programs does what it does there",
    arguments: [
      ("vim", "g g", Place.apps, Command.first), ("vim", "d d", .apps, .deleteApp), ("vim", "Z Z", .logs, .quit),
      ("emacs", "ctrl-x ctrl-c", .projects, .quit), ("emacs", "ctrl-n", .apps, .moveDown),
      ("emacs", "alt-x", .apps, .commandLine), ("k9s", "ctrl-d", .apps, .deleteApp), ("k9s", "s", .logs, .followLogs),
      ("k9s", "s", .apps, .scale), ("k9s", "l", .apps, .logsPane), ("k9s", "d", .apps, .describe),
    ])
  func habits(name: String, chord: String, place: Place, command: Command) throws {
    let keymap = try #require(Keymap.builtIn(name))
    #expect(keymap.meaning(of: try #require(Chord(parsing: chord)).keys, in: place) == .command(command))
  }

  @Test("a file says only what differs, for all places or for one")
  func inheritance() {
    let (keymap, problems) = laid(
      "keys:\n  app.deploy: P\n  app.restart: <disabled>\nplaces:\n  logs:\n    app.deploy: [D, f7]\n")
    #expect(problems == [])
    #expect(keymap.chords(for: .deploy, in: .apps).map(\.name) == ["P"])
    #expect(keymap.chords(for: .deploy, in: .logs).map(\.name) == ["D", "f7"])
    #expect(keymap.chords(for: .restart, in: .apps) == [])
    #expect(keymap.command(for: .character("r"), in: .apps) == nil)
    #expect(keymap.chords(for: .scale, in: .apps) == Keymap.standard.chords(for: .scale, in: .apps))
  }

  @Test("a key that a file binds is taken from whatever had it, and so is one that begins its chord")
  func displacing() {
    let (keymap, problems) = laid("keys:\n  app.scale: r\n  quit: [d q]\n")
    #expect(problems == [])
    #expect(keymap.command(for: .character("r"), in: .apps) == .scale)
    #expect(keymap.chords(for: .restart, in: .apps) == [])
    #expect(keymap.meaning(of: [.character("d")], in: .apps) == .beginning)
    #expect(keymap.chords(for: .deploy, in: .apps) == [])
  }

  @Test(
    "what is wrong is told with file and line, and the rest is used",
    arguments: [
      ("keys:\n  quit: Q\n  app.deploy: Q\n", "mine.yaml:3: Q is already quit (line 2)"),
      ("keys:\n  quit: g\n  app.deploy: g g\n", "mine.yaml:3: g g clashes with g"),
      ("keys:\n  quit: Q\n  app.fly: f\n", "mine.yaml:3: there is no action \"app.fly\""),
      ("keys:\n  quit: Q\n  help:\n    - f1\n    - hyper-x\n", "mine.yaml:5: \"hyper-x\" is no key"),
      ("keys:\n  quit: Q\nplaces:\n  attic:\n    help: h\n", "mine.yaml:4: there is no place \"attic\""),
      ("keys:\n  quit: Q\nplaces:\n  logs:\n    app.create: c\n", "mine.yaml:5: app.create does nothing in logs"),
      ("kees:\n  quit: Q\nkeys:\n  quit: Q\n", "mine.yaml:1: there is no setting \"kees\""),
    ])
  func problems(yaml: String, words: String) {
    let (keymap, problems) = laid(yaml)
    #expect(problems.count == 1)
    #expect(problems.first?.contains(words) == true, "\(problems)")
    #expect(keymap.chords(for: .quit, in: .apps).isEmpty == false)
    #expect(keymap.name == "mine")
  }

  @Test("two commands that never meet can have one key")
  func apart() {
    let (_, problems) = laid("keys:\n  project.create: c\n  app.create: c\n")
    #expect(problems == [])
  }

  @Test("a keymap without a way out is not used")
  func noWayOut() {
    let (keymap, problems) = laid("keys:\n  quit: <disabled>\n  commandLine: <disabled>\n")
    #expect(keymap.command(for: .character("q"), in: .apps) == .quit)
    #expect(problems.count == 1)
  }

  @Test("a file inherits the built-in keymap of its own name, and a circle ends")
  func circles() {
    let own = PersonalFiles(keymaps: ["vim": "inherits: vim\nkeys:\n  app.scale: S\n"])
    let keymap = Keymap.load("vim", from: own).keymap
    #expect(keymap?.chords(for: .first, in: .apps).first?.name == "g g")
    #expect(keymap?.chords(for: .scale, in: .apps).first?.name == "S")
    let circle = PersonalFiles(keymaps: ["a": "inherits: b", "b": "inherits: a"])
    #expect(Keymap.load("a", from: circle).keymap == nil)
    #expect(Keymap.load("a", from: circle).problems.isEmpty == false)
  }

  @Test("a file that is no YAML is told with its line")
  func noYAML() {
    let (keymap, problems) = Keymap.load(
      "mine", from: PersonalFiles(folder: "d", keymaps: ["mine": "keys:\n  quit: [\n"]))
    #expect(keymap == nil)
    #expect(problems.first?.words.hasPrefix("d/keymaps/mine.yaml:") == true)
  }
}

@Suite("pressing chords")
struct ChordTests {
  private func state(_ keymap: String = "vim") -> State {
    var state = Fixture.state()
    state.press(":")
    state.type("keymap \(keymap)")
    state.press("enter")
    return state
  }

  @Test("a chord does what it says when it is complete, and the footer shows how far it is")
  func complete() {
    var state = state()
    state.select(.apps, Fixture.worker.id.rawValue)
    state.press("g")
    #expect(state.text.contains("g …"))
    #expect(state.text.contains("g first"))
    state.press("g")
    #expect(state.selectedApp?.id == Fixture.api.id)
    #expect(state.pendingChord == nil)
  }

  @Test("Esc, three seconds, or a key that leads nowhere end it", arguments: ["esc", "tick", "x"])
  func ended(by how: String) {
    var state = state()
    state.press("d")
    #expect(state.pendingChord != nil)
    if how == "tick" {
      _ = state.reduce(.ticked(Fixture.now.addingTimeInterval(2)))
      #expect(state.pendingChord != nil)
      _ = state.reduce(.ticked(Fixture.now.addingTimeInterval(3)))
    } else {
      state.press(how)
    }
    #expect(state.pendingChord == nil)
    #expect(state.overlay == nil)
    #expect(state.toast?.text.contains("d x does nothing here") == (how == "x" ? true : nil))
  }

  @Test("the footer, the help and the command line show the keys of the keymap in use")
  func labels() {
    var state = state()
    #expect(state.text.contains("D deploy"))
    #expect(state.suggestions(for: "quit").first?.key == "q")
    state.press("?")
    #expect(state.text.contains("Keys in Apps · vim"))
    #expect(state.text.contains("d d"))
  }

  @Test("a key that is typed into a line is no beginning of a chord")
  func lines() {
    var state = state()
    state.press("/")
    state.type("dd")
    #expect(state.filter(.apps) == "dd")
    #expect(state.pendingChord == nil)
  }
}
