import Testing

@testable import Terminal

struct ColorTests {
  @Test(
    "colours are read as people write them",
    arguments: [
      ("#ff8000", Color.rgb(red: 255, green: 128, blue: 0)), ("#F80", .rgb(red: 255, green: 136, blue: 0)),
      ("red", .indexed(1)), ("Bright-Blue", .indexed(12)), ("gray", .indexed(8)), ("208", .indexed(208)),
      ("default", .terminal),
    ])
  func parse(text: String, color: Color) {
    #expect(Color(parsing: text) == color)
  }

  @Test("what is no colour is none", arguments: ["", "#ff", "#gggggg", "256", "-1", "+5", "mauve", "#ff80000"])
  func noColor(text: String) {
    #expect(Color(parsing: text) == nil)
  }

  @Test(
    "a colour that the terminal lacks is its nearest neighbour",
    arguments: [
      (Color.rgb(red: 255, green: 0, blue: 0), ColorDepth.direct, Color.rgb(red: 255, green: 0, blue: 0)),
      (.rgb(red: 255, green: 0, blue: 0), .indexed, .indexed(196)),
      // A dark blue-grey, a warm grey, an orange red; redmean took the last two for pinks.
      (.rgb(red: 46, green: 52, blue: 64), .indexed, .indexed(236)),
      (.rgb(red: 168, green: 153, blue: 132), .indexed, .indexed(247)),
      (.rgb(red: 160, green: 44, blue: 55), .indexed, .indexed(124)),
      // What tells a state tells it in sixteen colours too: pale and dark greens, a brown, a pale red, a violet.
      (.rgb(red: 166, green: 227, blue: 161), .sixteen, .indexed(10)),
      (.rgb(red: 23, green: 111, blue: 44), .sixteen, .indexed(2)),
      (.rgb(red: 138, green: 90, blue: 0), .sixteen, .indexed(3)),
      (.rgb(red: 243, green: 139, blue: 168), .sixteen, .indexed(9)),
      (.rgb(red: 187, green: 154, blue: 247), .sixteen, .indexed(13)),
      (.rgb(red: 166, green: 227, blue: 161), .eight, .indexed(2)),
      // Grounds and greys.
      (.rgb(red: 68, green: 71, blue: 90), .sixteen, .indexed(8)),
      (.rgb(red: 248, green: 248, blue: 242), .sixteen, .indexed(15)),
      (.rgb(red: 255, green: 0, blue: 0), .sixteen, .indexed(9)),
      (.rgb(red: 200, green: 0, blue: 0), .eight, .indexed(1)),
      (.indexed(9), .sixteen, .indexed(9)), (.indexed(9), .eight, .indexed(1)), (.indexed(8), .eight, .indexed(0)),
      (.indexed(196), .sixteen, .indexed(9)), (.indexed(196), .indexed, .indexed(196)),
      (.rgb(red: 1, green: 2, blue: 3), .monochrome, .terminal), (.terminal, .indexed, .terminal),
    ])
  func nearest(color: Color, depth: ColorDepth, expected: Color) {
    #expect(color.nearest(in: depth) == expected)
  }

  @Test(
    "the depth is what the number of colours allows",
    arguments: [
      (-1, ColorDepth.monochrome), (8, .eight), (16, .sixteen), (88, .sixteen), (256, .indexed), (0x1000000, .direct),
    ])
  func depth(colors: Int, depth: ColorDepth) {
    #expect(ColorDepth(colors: colors) == depth)
  }
}

struct ThemeTests {
  private let theme = Theme(
    named: "test",
    roles: [
      .text: Appearance(.indexed(7), on: .indexed(0)), .good: Appearance(.indexed(2)),
      .selection: Appearance(.indexed(15), on: .indexed(4), .bold), .muted: Appearance(nil, .dim),
      .match: Appearance(.indexed(0), on: .indexed(3)),
    ])

  private func look(_ style: Style, _ depth: ColorDepth = .indexed) -> ResolvedAppearance {
    theme.appearance(of: style, depth: depth)
  }

  @Test("a role takes what it leaves open from the ground, then from the text")
  func layers() {
    #expect(look(Style(.good)) == ResolvedAppearance(foreground: .indexed(2), background: .indexed(0), emphasis: []))
    #expect(
      look(Style(.good, on: .selection, .underline))
        == ResolvedAppearance(foreground: .indexed(2), background: .indexed(4), emphasis: [.bold, .underline]))
    #expect(
      look(Style(.muted, on: .selection))
        == ResolvedAppearance(foreground: .indexed(15), background: .indexed(4), emphasis: [.bold, .dim]))
    #expect(look(Style(.series3)).foreground == .indexed(7))
    #expect(look(Style(.match, on: .selection)).background == .indexed(3))
  }

  @Test("in a reversed row the colour of a text is no block of it, but what stands out by its ground still does")
  func reversed() {
    func look(_ role: Role) -> ResolvedAppearance {
      Theme.terminal.appearance(of: Style(role, on: .selection), depth: .sixteen)
    }
    #expect(look(.good).foreground == look(.text).foreground)
    #expect(look(.muted).foreground == look(.text).foreground)
    #expect(look(.match).background == .indexed(3))
  }

  @Test("without colours a ground of its own is reverse video, and nothing else is")
  func monochrome() {
    #expect(look(Style(.text, on: .selection), .monochrome).emphasis == [.bold, .reverse])
    #expect(look(Style(.match), .monochrome).emphasis == .reverse)
    #expect(look(Style(.match, on: .selection), .monochrome).emphasis == .bold)
    #expect(
      look(Style(.good), .monochrome) == ResolvedAppearance(foreground: .terminal, background: .terminal, emphasis: []))
  }

  @Test("in eight colours grey text is not black on black")
  func eightColors() {
    let grey = Theme(named: "test", roles: [.muted: Appearance(.indexed(8)), .title: Appearance(.indexed(0))])
    let muted = ResolvedAppearance(foreground: .terminal, background: .terminal, emphasis: .dim)
    #expect(grey.appearance(of: Style(.muted), depth: .eight) == muted)
    #expect(grey.appearance(of: Style(.title), depth: .eight).foreground == .indexed(0))
    let dark = Theme(
      named: "test",
      roles: [
        .text: Appearance(.rgb(red: 230, green: 230, blue: 230), on: .rgb(red: 30, green: 30, blue: 40)),
        .muted: Appearance(.rgb(red: 70, green: 70, blue: 80)),
      ])
    #expect(
      dark.appearance(of: Style(.muted), depth: .eight)
        == ResolvedAppearance(foreground: .indexed(7), background: .indexed(0), emphasis: .dim))
  }

  @Test("the terminal's own theme names every role, in the sixteen colours")
  func complete() {
    for role in Role.allCases {
      let appearance = Theme.terminal.roles[role]
      #expect(appearance != nil, "\(role)")
      for case .indexed(let index)? in [appearance?.foreground, appearance?.background] { #expect(index < 16) }
      for case .rgb? in [appearance?.foreground, appearance?.background] {
        Issue.record("\(role) is not of the palette")
      }
    }
  }
}
