/// Why there can be no screen.
package enum TerminalError: Error, Equatable {
  /// Standard input or output is a file, a pipe or nothing.
  case notATerminal
  /// TERM names nothing that terminfo knows; empty when it is not set.
  case unknown(terminal: String)
  /// The terminal cannot move its cursor, as `dumb` cannot.
  case tooSimple(terminal: String)
}

extension TerminalError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notATerminal:
      "The screen needs a terminal, and standard input or output is none. "
        + "Use the commands instead: shipit-tui --help."
    case .unknown(""):
      "TERM is not set, so nobody knows what this terminal can do. Try: TERM=xterm-256color shipit-tui"
    case .unknown(let terminal):
      "No terminal called \(terminal) is known here. "
        + "Try TERM=xterm-256color, or install Debian's ncurses-term, which knows many more."
    case .tooSimple(let terminal):
      "A terminal of type \(terminal) cannot show a screen. Set TERM to what it is, e.g. TERM=xterm-256color, "
        + "or use the commands: shipit-tui --help."
    }
  }
}
