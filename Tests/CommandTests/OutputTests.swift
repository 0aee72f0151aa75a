import Foundation
import JSON
import Testing
import Yams

@testable import shipit_tui

@Suite("Output")
struct OutputTests {
  @Test("columns are as wide as their widest cell, and no line ends with spaces")
  func table() {
    let table = Table(header: ["NAME", "X", "NOTE"], rows: [["web", "1", ""], ["数据库", "22", "slow"]])
    #expect(
      table.lines == [
        "NAME     X    NOTE",
        "web      1",
        "数据库   22   slow",
      ])
  }

  @Test("a cell cannot move the cursor")
  func controls() {
    let table = Table(header: ["NAME"], rows: [["a\u{1B}[2Jb\nc"]])
    #expect(table.lines == ["NAME", "a␛[2Jb␊c"])
  }

  @Test(
    "YAML reads back as what was written",
    arguments: [
      "", "plain", "true", "no", "null", "1", "1e3", "0x10", "2026-01-01", "a: b", "- a", "#c", " a ", "line\nline\n",
      "ü", "\"",
      "https://10.0.0.1:6443", "a/b", "=", "~", "\u{1B}[2J", "\t", "a,b", "[x]", "{x}", "&a", "*a", "!a", "%a", "@a",
      "`a",
    ])
  func yaml(text: String) throws {
    let yaml = try JSON.object(["key": .array([.string(text)]), text: 1]).yaml
    let loaded = try #require(try Yams.load(yaml: yaml) as? [String: Any])
    if text != "key" { #expect(loaded["key"] as? [String] == [text]) }
    #expect(loaded[text] as? Int == 1)
  }

  @Test("empty lists and objects, numbers and null are YAML too")
  func yamlShapes() throws {
    let value: JSON = ["a": [], "b": [:], "c": 1, "d": 1.5, "e": true, "f": nil, "g": [["x": 1], ["z": 2]]]
    #expect(
      try value.yaml == """
        a: []
        b: {}
        c: 1
        d: 1.5
        e: true
        f: null
        g:
        - x: 1
        - z: 2

        """)
  }

  @Test("JSON escapes what a terminal would obey, and stays the same value")
  func json() async throws {
    let run = try CommandLineRun()
    // C1's CSI, which some terminals take for an escape sequence.
    try await run.store.createProject(name: "a\u{9B}2Jb\u{202E}")
    let outcome = await run("projects", "list", "-o", "json")
    #expect(outcome.output.contains(#""a\u009b2Jb\u202e""#))
    let value = try JSON(parsing: outcome.output)
    #expect(value[0]?["name"]?.string == "a\u{9B}2Jb\u{202E}")
  }
}
