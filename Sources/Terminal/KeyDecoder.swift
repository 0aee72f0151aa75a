/// Turns the bytes that a terminal sends into events. Pure: it reads nothing and keeps no time.
///
/// A sequence may be cut anywhere; the rest is awaited. An escape byte alone may be the Escape key or the beginning
/// of a sequence: while `isWaiting`, whoever reads the terminal calls `flush` when nothing has followed for a moment.
package struct KeyDecoder: Sendable {
  /// What this terminal sends for its keys, beyond what all of xterm's kin send.
  private let sequences: [[UInt8]: Key]
  private let longestSequence: Int
  private var pending: [UInt8] = []
  /// What was pasted so far; nil outside of a bracketed paste.
  private var paste: [UInt8]?

  package init(sequences: [[UInt8]: Key] = [:]) {
    self.sequences = sequences
    longestSequence = sequences.keys.map(\.count).max() ?? 0
  }

  /// Whether bytes are held back that mean something even if nothing follows.
  package var isWaiting: Bool { !pending.isEmpty && paste == nil }

  /// Returns the events that are complete with these bytes.
  package mutating func feed(_ bytes: some Sequence<UInt8>) -> [TerminalEvent] {
    pending += bytes
    return drain(isFinal: false)
  }

  /// As `feed`, for bytes that were read long after what is held back. An escape byte is then the Escape key, unless they look like
  /// the rest of a sequence: a person who types on while the machine is busy means two keys, and Alt comes in one piece.
  package mutating func feedLate(_ bytes: some Collection<UInt8>) -> [TerminalEvent] {
    let isRest = bytes.first == UInt8(ascii: "[") || bytes.first == UInt8(ascii: "O")
    guard pending == [0x1b], paste == nil, !isRest else { return feed(bytes) }
    return flush() + feed(bytes)
  }

  /// Whether the beginning of a sequence is held back, whose rest a slow line brings late.
  package var isInSequence: Bool { pending.count > 1 && pending[0] == 0x1b && paste == nil }

  /// A paste whose end went elsewhere is over.
  package mutating func forgetPaste() {
    if paste != nil { (paste, pending) = (nil, []) }
  }

  /// Returns what the bytes held back mean when nothing follows them.
  package mutating func flush() -> [TerminalEvent] {
    drain(isFinal: true)
  }

  private mutating func drain(isFinal: Bool) -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    var rest = pending[...]
    scanning: while !rest.isEmpty {
      if paste != nil {
        guard let text = takePaste(&rest) else { break scanning }
        events.append(.paste(text))
        continue
      }
      switch token(rest, isFinal: isFinal) {
      case .incomplete: break scanning
      case .event(let event, let length):
        events.append(event)
        rest = rest.dropFirst(length)
      case .pasteBegins(let length):
        paste = []
        rest = rest.dropFirst(length)
      case .meaningless(let length):
        rest = rest.dropFirst(length)
      }
    }
    pending = Array(rest)
    return events
  }

  private static let pasteEnd = Array("\u{1b}[201~".utf8)

  /// Moves pasted bytes over, and returns the text when its end was among them.
  private mutating func takePaste(_ rest: inout ArraySlice<UInt8>) -> String? {
    let end = Self.pasteEnd
    var index = rest.startIndex
    while index < rest.endIndex {
      guard let escape = rest[index...].firstIndex(of: 0x1b) else { break }
      let candidate = rest[escape...].prefix(end.count)
      if end.starts(with: candidate) {
        paste! += rest[..<escape]
        rest = rest[escape...]
        guard candidate.count == end.count else { return nil }
        rest = rest.dropFirst(end.count)
        defer { paste = nil }
        let text = String(decoding: paste!, as: UTF8.self)
        return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      }
      index = escape + 1
    }
    paste! += rest
    rest = []
    return nil
  }
}

extension KeyDecoder {
  enum Token: Equatable {
    case event(TerminalEvent, length: Int)
    case pasteBegins(length: Int)
    /// A complete sequence that stands for nothing we know.
    case meaningless(length: Int)
    case incomplete

    static func key(_ key: Key, length: Int) -> Token { .event(.key(key), length: length) }
  }

  private func token(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Token {
    if let known = ownSequence(bytes, isFinal: isFinal) { return known }
    guard bytes.first == 0x1b else { return Self.character(bytes, isFinal: isFinal) }
    let token = Self.escapeSequence(bytes)
    guard token == .incomplete, isFinal else { return token }
    // Half a sequence is no keys: typed out they would be commands.
    if bytes.count > 2 { return .meaningless(length: bytes.count) }
    // Nothing followed: Alt with a character that begins sequences (`[`, `O`), or the Escape key.
    guard bytes.count == 2, let second = bytes.last, second != 0x1b else { return .key(Key(.escape), length: 1) }
    return Self.withAlt(Self.character(bytes.dropFirst(), isFinal: true))
  }

  private func ownSequence(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Token? {
    for length in stride(from: min(longestSequence, bytes.count), to: 0, by: -1) {
      if let key = sequences[Array(bytes.prefix(length))] { return .key(key, length: length) }
    }
    guard !isFinal, bytes.count < longestSequence else { return nil }
    return sequences.keys.contains { $0.starts(with: bytes) } ? .incomplete : nil
  }

  private static func escapeSequence(_ bytes: ArraySlice<UInt8>) -> Token {
    guard let second = bytes.dropFirst().first else { return .incomplete }
    switch second {
    case UInt8(ascii: "["): return ControlSequence.decode(bytes)
    case UInt8(ascii: "O"): return ControlSequence.decodeSingleShift(bytes)
    // Two escapes are two presses, or one and a sequence: an old way to say Alt, but far more often typed fast.
    case 0x1b: return .key(Key(.escape), length: 1)
    default: return withAlt(character(bytes.dropFirst(), isFinal: false))
    }
  }

  private static func withAlt(_ token: Token) -> Token {
    guard case .event(.key(var key), let length) = token else { return token }
    key.modifiers.insert(.alt)
    return .key(key, length: length + 1)
  }

  private static func character(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Token {
    let first = bytes[bytes.startIndex]
    if first < 0x20 || first == 0x7f { return .key(controlKey(first), length: 1) }
    let length = first < 0x80 ? 1 : first & 0xe0 == 0xc0 ? 2 : first & 0xf0 == 0xe0 ? 3 : first & 0xf8 == 0xf0 ? 4 : 1
    let candidate = bytes.prefix(length)
    let continuation = candidate.dropFirst().prefix { $0 & 0xc0 == 0x80 }
    if continuation.count + 1 < length {
      if candidate.count < length, candidate.count == continuation.count + 1, !isFinal { return .incomplete }
      return .key(.character("\u{fffd}"), length: continuation.count + 1)
    }
    guard let text = String(validating: candidate, as: UTF8.self), let character = text.first else {
      return .key(.character("\u{fffd}"), length: length)
    }
    return .key(.character(character), length: length)
  }

  /// What a control byte is the key of.
  static func controlKey(_ byte: UInt8) -> Key {
    switch byte {
    case 0x00: .control(" ")
    case 0x09: Key(.tab)
    // A line feed is the Enter that was pressed before the terminal was raw; nobody means Ctrl-J.
    case 0x0d, 0x0a: Key(.enter)
    case 0x1b: Key(.escape)
    case 0x7f: Key(.backspace)
    case 0x01...0x1a: .control(Character(UnicodeScalar(byte + 0x60)))
    default: .control(Character(UnicodeScalar(byte + 0x40)))
    }
  }
}
