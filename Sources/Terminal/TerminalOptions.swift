/// What the person wants of the terminal, beyond what it says of itself.
package struct TerminalOptions: Equatable, Sendable {
  /// Whether the app receives the mouse. Off leaves it to the terminal, to select text with.
  package var usesMouse = true
  /// Draws borders and symbols with ASCII alone.
  package var isASCII = false
  /// Overrides the colours that the terminal is known to have.
  package var depth: ColorDepth?
  /// Where a crash is told; nil for nowhere.
  package var crashReport: CrashReport?

  package init(usesMouse: Bool = true, isASCII: Bool = false, depth: ColorDepth? = nil) {
    self.usesMouse = usesMouse
    self.isASCII = isASCII
    self.depth = depth
  }
}

/// What the environment says of the terminal.
struct TerminalEnvironment: Equatable, Sendable {
  /// TERM
  let name: String
  /// no-color.org: set and not empty means no colours.
  let forbidsColor: Bool
  /// Terminals whose terminfo entry knows 256 colours say by COLORTERM that they have them all.
  let claimsDirectColor: Bool
  let isInTmux: Bool
  let isInScreen: Bool

  init(_ variables: [String: String]) {
    name = variables["TERM"] ?? ""
    forbidsColor = !(variables["NO_COLOR"] ?? "").isEmpty
    claimsDirectColor = ["truecolor", "24bit"].contains(variables["COLORTERM"])
    isInTmux = !(variables["TMUX"] ?? "").isEmpty
    isInScreen = !isInTmux && !(variables["STY"] ?? "").isEmpty
  }

  /// The entries to try, best first: `xterm-direct` draws in the true colours that `xterm-256color` cannot.
  var candidates: [String] {
    guard claimsDirectColor, !forbidsColor, name.hasSuffix("-256color") else { return [name] }
    return [name.dropLast("256color".count) + "direct", name]
  }

  private func isOneOf(_ prefixes: [String]) -> Bool { prefixes.contains { name.hasPrefix($0) } }

  /// Whether it knows xterm's private modes and operating system commands. Those that do not may print them.
  var speaksXterm: Bool {
    !isOneOf(["linux", "vt", "ansi", "cons25", "sun", "dumb", "wsvt", "pcansi", "mach", "hurd"])
  }

  /// Whether it draws nothing but its own character set.
  var lacksUnicode: Bool { isOneOf(["vt1", "vt2", "vt52", "ansi", "pcansi", "cons25", "sun", "mach"]) }
}
