private import CNcurses
import Glibc

/// The terminal as ncurses drives it: the one file that calls it.
///
/// ncurses only draws here. Input is read and decoded by ourselves, because `get_wch` reads one key at a time, waits
/// for escape sequences, and knows neither pastes nor modified keys.
@LoopActor final class Curses {
  let depth: ColorDepth
  /// Whether only ASCII can be drawn.
  let isASCII: Bool
  private let environment: TerminalEnvironment
  private let options: TerminalOptions
  private let hasDefaultColors: Bool

  /// Takes the terminal over. `leave` must follow, whatever happens.
  init(_ environment: TerminalEnvironment, options: TerminalOptions) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    self.environment = environment
    self.options = options
    isASCII = !Self.adoptLocale() || options.isASCII || environment.lacksUnicode
    let name = try Self.identify(environment)
    var settings = termios()
    tcgetattr(STDIN_FILENO, &settings)
    guard cn_newterm(name) != nil else { throw .unknown(terminal: name) }
    raw()
    noecho()
    nonl()
    keypad(cn_stdscr(), true)
    // Never look at the input while drawing: it is not ncurses's to read.
    typeahead(-1)
    var colors = 1
    if has_colors() {
      start_color()
      hasDefaultColors = use_default_colors() == OK
      colors = Int(cn_colors())
    } else {
      hasDefaultColors = false
    }
    depth = environment.forbidsColor ? .monochrome : min(options.depth ?? .direct, ColorDepth(colors: colors))
    CrashRestoration.arm(farewell: farewell, settings: settings, report: options.crashReport)
    enter()
  }

  /// Chooses the character encoding. False when the terminal's is not UTF-8.
  private static func adoptLocale() -> Bool {
    setlocale(LC_ALL, "")
    if codeset == "UTF-8" { return true }
    // The C locale says nothing about the terminal, which is then most probably as modern as any.
    return codeset == "ANSI_X3.4-1968" && setlocale(LC_CTYPE, "C.UTF-8") != nil
  }

  private static var codeset: String { String(cString: cn_codeset()) }

  private static func identify(_ environment: TerminalEnvironment) throws(TerminalError) -> String {
    for name in environment.candidates where !name.isEmpty {
      var outcome: Int32 = 0
      guard setupterm(name, STDOUT_FILENO, &outcome) == OK, outcome == 1 else { continue }
      guard cn_capability("cup") != nil, cn_capability("clear") != nil else { throw .tooSimple(terminal: name) }
      return name
    }
    throw .unknown(terminal: environment.name)
  }

  /// What gives the terminal back, for the moment when nothing can be computed any more.
  private var farewell: [UInt8] {
    var text = environment.speaksXterm ? ControlString.modes(on: false, usesMouse: options.usesMouse) : ""
    for name in ["rmkx", "sgr0", "op", "cnorm", "rmcup"] {
      // Without the padding that `tputs` would obey: `$<5/>`.
      text += Self.capability(name)?.replacing(#/\$<[^>]*>/#, with: "") ?? ""
    }
    return Array(text.utf8)
  }

  private static func capability(_ name: String) -> String? {
    cn_capability(name).map { String(cString: $0) }
  }

  // MARK: - Entering and leaving

  func enter() {
    // Whoever had the terminal may have left it in other modes.
    reset_prog_mode()
    cn_repaint()
    wrefresh(cn_stdscr())
    sendModes(on: true)
    CrashRestoration.keepErrors(true)
  }

  func leave() {
    CrashRestoration.keepErrors(false)
    sendModes(on: false)
    showCursor(at: Point(x: 0, y: 0))
    endwin()
  }

  func end() {
    leave()
    CrashRestoration.disarm()
  }

  private func sendModes(on: Bool) {
    guard environment.speaksXterm else { return }
    send(ControlString.modes(on: on, usesMouse: options.usesMouse))
  }

  /// Sends a control string as it is.
  func send(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { return }
      bytes = bytes.dropFirst(max(0, count))
    }
  }

  // MARK: - Drawing

  /// What the terminal says its size is, after telling ncurses.
  func adoptSize() -> Size {
    var (width, height) = (cn_columns(), cn_lines())
    if cn_terminal_size(STDOUT_FILENO, &width, &height), (width, height) != (cn_columns(), cn_lines()) {
      resizeterm(height, width)
    }
    return Size(width: Int(cn_columns()), height: Int(cn_lines()))
  }

  func erase() {
    werase(cn_stdscr())
  }

  /// What ncurses calls a look: attributes and a pair of colours.
  struct Look {
    fileprivate let attributes: attr_t
    fileprivate let pair: Int32
  }

  func look(_ appearance: ResolvedAppearance) -> Look {
    var attributes: attr_t = 0
    if appearance.emphasis.contains(.bold) { attributes |= cn_bold() }
    if appearance.emphasis.contains(.dim) { attributes |= cn_dim() }
    if appearance.emphasis.contains(.underline) { attributes |= cn_underline() }
    if appearance.emphasis.contains(.reverse) { attributes |= cn_reverse() }
    guard depth > .monochrome else { return Look(attributes: attributes, pair: 0) }
    let pair = alloc_pair(
      number(appearance.foreground, otherwise: 7), number(appearance.background, otherwise: 0))
    return Look(attributes: attributes, pair: max(0, pair))
  }

  private func number(_ color: Color, otherwise fallback: Int32) -> Int32 {
    switch color {
    case .terminal: return hasDefaultColors ? -1 : fallback
    case .indexed(let index) where depth < .direct || index < 8: return Int32(index)
    case .indexed, .rgb:
      let (red, green, blue) = color.components
      // Under a direct terminal's first eight numbers lies its palette.
      return max(8, Int32(red << 16 | green << 8 | blue))
    }
  }

  func put(_ character: Character, isWide: Bool, x: Int, y: Int, _ look: Look) {
    let drawn = substitute(for: character)
    // A cell of ncurses holds a character and four marks.
    put(drawn.unicodeScalars.prefix(5), x: x, y: y, look)
    if isWide, drawn != character { put(" ".unicodeScalars.prefix(1), x: x + 1, y: y, look) }
  }

  private func put(_ scalars: Substring.UnicodeScalarView, x: Int, y: Int, _ look: Look) {
    withUnsafeTemporaryAllocation(of: wchar_t.self, capacity: 6) { text in
      var count = 0
      for scalar in scalars {
        text[count] = wchar_t(scalar.value)
        count += 1
      }
      text[count] = 0
      _ = cn_put(Int32(y), Int32(x), text.baseAddress!, look.attributes, look.pair)
    }
  }

  /// The character, or what stands for it when ncurses could not draw it in the cells that it has in the frame: it
  /// asks the C library for widths, whose Unicode is older or newer than ours.
  private func substitute(for character: Character) -> Character {
    if character.isASCII { return character }
    if isASCII { return character.asciiTwin }
    let isAgreed = character.unicodeScalars.allSatisfy { wcwidth(wchar_t($0.value)) == $0.cellWidth }
    return isAgreed ? character : "\u{fffd}"
  }

  func showCursor(at point: Point?) {
    curs_set(point == nil ? 0 : 1)
    if let point { wmove(cn_stdscr(), Int32(point.y), Int32(point.x)) }
  }

  /// The next refresh trusts nothing that the terminal shows.
  func repaint() {
    clearok(cn_stdscr(), true)
  }

  func refresh() {
    wrefresh(cn_stdscr())
  }

  func ring() {
    beep()
  }

  // MARK: - Keys

  /// What this terminal sends for its keys, as terminfo has it.
  var keySequences: [[UInt8]: Key] {
    var sequences: [[UInt8]: Key] = [:]
    for (name, key) in Self.keyCapabilities {
      // One byte is left to the decoder, except for the erase key that terminals disagree on.
      guard let bytes = Self.capability(name).map({ Array($0.utf8) }), bytes.count > 1 else { continue }
      sequences[bytes] = key
    }
    if erasechar() == 8 { sequences[[8]] = Key(.backspace) }
    return sequences
  }

  private static let keyCapabilities: [(String, Key)] =
    [
      ("kcuu1", Key(.up)), ("kcud1", Key(.down)), ("kcub1", Key(.left)), ("kcuf1", Key(.right)),
      ("khome", Key(.home)), ("kend", Key(.end)), ("kpp", Key(.pageUp)), ("knp", Key(.pageDown)),
      ("kich1", Key(.insert)), ("kdch1", Key(.delete)), ("kcbt", Key(.tab, .shift)), ("kent", Key(.enter)),
      ("kHOM", Key(.home, .shift)), ("kEND", Key(.end, .shift)), ("kDC", Key(.delete, .shift)),
      ("kLFT", Key(.left, .shift)), ("kRIT", Key(.right, .shift)), ("kri", Key(.up, .shift)),
      ("kind", Key(.down, .shift)),
    ] + (1...12).map { ("kf\($0)", Key(.function($0))) }
}
