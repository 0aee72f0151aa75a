import FoundationEssentials

/// What is sent to the terminal beside the screen that ncurses draws.
enum ControlString {
  /// Bracketed paste (2004); clicks, drags and the wheel (1000, 1002) with coordinates of any size (1006).
  static func modes(on: Bool, usesMouse: Bool) -> String {
    let modes = [2004] + (usesMouse ? [1000, 1002, 1006] : [])
    return modes.map { "\u{1b}[?\($0)\(on ? "h" : "l")" }.joined()
  }

  /// Names the window. What could end the command or begin another is dropped.
  static func title(_ title: String) -> String {
    let harmless = title.unicodeScalars.filter { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) }
    return "\u{1b}]2;\(String(String.UnicodeScalarView(harmless)))\u{7}"
  }

  /// The most that terminals accept into the clipboard, in bytes after encoding (xterm's limit, tmux's is higher).
  static let clipboardLimit = 74_994

  /// Copies text (OSC 52), or nil when it is too long. Multiplexers pass it on only when it is wrapped.
  static func copy(_ text: String, in environment: TerminalEnvironment) -> String? {
    let encoded = Data(text.utf8).base64EncodedString()
    guard encoded.utf8.count <= clipboardLimit else { return nil }
    let command = "\u{1b}]52;c;\(encoded)\u{7}"
    // tmux takes it itself when `set-clipboard` is on and passes it on when `allow-passthrough` is: serve both.
    if environment.isInTmux { return command + "\u{1b}Ptmux;\u{1b}\(command)\u{1b}\\" }
    guard environment.isInScreen else { return command }
    // GNU screen drops device control strings past 768 bytes.
    let wrapped = stride(from: 0, to: command.utf8.count, by: 700).map { start in
      let piece = command.utf8.dropFirst(start).prefix(700)
      return "\u{1b}P\(String(decoding: piece, as: UTF8.self))\u{1b}\\"
    }
    return wrapped.joined()
  }
}
