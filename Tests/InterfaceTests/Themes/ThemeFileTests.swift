import Glibc
import Testing

@testable import Interface
@testable import Terminal

struct ThemeFileTests {
  @Test("every theme that comes with the program loads and names every role", arguments: Theme.builtInNames)
  func builtIn(name: String) throws {
    let yaml = try #require(Embedded.themes[name])
    let theme = try Theme(named: name, yaml: yaml)
    #expect(Theme.builtIn(name) == theme)
    for role in Role.allCases { #expect(theme.roles[role] != nil, "\(role)") }
  }

  @Test("the themes that people know are there")
  func known() {
    let expected: Set = [
      "default", "dark", "light", "high-contrast", "solarized", "gruvbox", "nord", "dracula", "catppuccin", "one",
      "tokyonight", "monochrome",
    ]
    #expect(expected.isSubset(of: Theme.builtInNames))
    #expect(Theme.builtIn("mauve") == nil)
  }

  @Test("the theme without a file is the file called default")
  func sameAsDefault() {
    for role in Role.allCases {
      #expect(Theme.builtIn("default")?.roles[role] == Theme.terminal.roles[role], "\(role)")
    }
  }

  /// What may be told less strongly than text: it repeats, separates, or is behind something else.
  private static let dim: Set<Role> = [
    .muted, .border, .footer, .disabled, .placeholder, .backdrop, .timestamp, .levelDebug,
  ]

  /// WCAG 2.2 §1.4.3 asks for 4.5 of text, §1.4.11 for 3 of what is large or secondary. On the chosen row, which is bold and has
  /// a bar, every state can still be told. Where the terminal's own palette decides, nothing can be said.
  @Test("text can be told from what it lies on", arguments: Theme.builtInNames)
  func contrast(name: String) throws {
    let theme = try #require(Theme.builtIn(name))
    for role in Role.allCases {
      for ground in [nil, Role.selection, .selectionInactive] {
        let look = theme.appearance(of: Style(role, on: ground), depth: .direct)
        guard case .rgb = look.foreground, case .rgb = look.background else { continue }
        let least = ground == nil ? (Self.dim.contains(role) ? 3 : 4.5) : (Self.dim.contains(role) ? 2.5 : 3)
        let ratio = look.foreground.contrast(with: look.background)
        #expect(ratio >= least, "\(role) on \(ground.map { "\($0)" } ?? "its own"): \(ratio)")
      }
    }
    for ground in [Role.selection, .selectionInactive] {
      let look = theme.appearance(of: Style(ground), depth: .direct)
      guard case .rgb = look.foreground, case .rgb = look.background else { continue }
      #expect(look.foreground.contrast(with: look.background) >= 4.5, "\(ground)")
    }
  }

  @Test("a theme inherits roles, and they take its own palette")
  func inheritance() throws {
    let theme = try Theme(named: "mine", yaml: "palette:\n  red: \"#aa0000\"\nroles:\n  good: blue bold\n")
    #expect(theme[.bad] == Appearance(.rgb(red: 0xaa, green: 0, blue: 0), .bold))
    #expect(theme[.good] == Appearance(.indexed(4), .bold))
    #expect(theme[.warning] == Appearance(.indexed(3)))
  }

  @Test(
    "what is wrong with a file is told",
    arguments: [
      ("roles:\n  bed: red", ThemeFileError.unknownRole("bed")),
      ("palette:\n  red: rouge", .notColor(name: "red", value: "rouge")),
      ("roles:\n  bad: rouge", .notAppearance(role: "bad", .unknownWord("rouge"))),
    ])
  func errors(yaml: String, error: ThemeFileError) {
    #expect(throws: error) { try Theme(named: "mine", yaml: yaml) }
  }

  @Test("a file that is no YAML is told with the line")
  func noYAML() throws {
    let error = #expect(throws: ThemeFileError.self) { try Theme(named: "mine", yaml: "roles:\n  bad: [") }
    guard case .notYAML(let text) = error else { return #expect(error == nil) }
    #expect(text.contains("2") || text.contains("3"))
  }
}

extension Color {
  /// The contrast of two colours as WCAG 2.2 has it: 1 to 21.
  fileprivate func contrast(with other: Color) -> Double {
    let (low, high) = (min(luminance, other.luminance), max(luminance, other.luminance))
    return (high + 0.05) / (low + 0.05)
  }

  private var luminance: Double {
    func linear(_ value: Int) -> Double {
      let share = Double(value) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    let (red, green, blue) = components
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

}
