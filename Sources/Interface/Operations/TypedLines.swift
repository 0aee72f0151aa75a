import Terminal

/// Makes lines of the keys that are typed, for a process without a terminal that would: what a terminal does for who types at a
/// program that reads lines (termios' canonical mode). Ours is raw meanwhile.
struct TypedLines {
  /// What came of some keys.
  struct Taken: Equatable {
    /// What the person sees of them.
    var echo: [UInt8] = []
    /// What the process gets.
    var sent: [UInt8] = []
    /// Ctrl-D on an empty line: there will be nothing more to read.
    var isEnd = false
  }

  private var line: [UInt8] = []
  private var sequence = Sequence.none

  /// Where in a key's escape sequence the last byte was; there is nothing such a key could do in a line.
  private enum Sequence { case none, begun, inside }

  mutating func take(_ bytes: [UInt8]) -> Taken {
    var taken = Taken()
    for byte in bytes {
      switch (sequence, byte) {
      case (.begun, _): sequence = byte == 0x5B || byte == 0x4F ? .inside : .none
      case (.inside, _): if (0x40...0x7E).contains(byte) { sequence = .none }
      case (.none, 0x1B): sequence = .begun
      case (.none, 0x0A), (.none, 0x0D):
        taken.echo += [0x0D, 0x0A]
        taken.sent += line + [0x0A]
        line = []
      case (.none, 0x04):
        // As a terminal has it: what was typed so far goes out without an end of line.
        taken.isEnd = taken.isEnd || line.isEmpty
        taken.sent += line
        line = []
      case (.none, 0x7F), (.none, 0x08): eraseLast(&taken)
      case (.none, 0x15): while !line.isEmpty { eraseLast(&taken) }
      case (.none, 0x09), (.none, 0x20...):
        line.append(byte)
        taken.echo.append(byte == 0x09 ? 0x20 : byte)
      default: break
      }
    }
    return taken
  }

  private mutating func eraseLast(_ taken: inout Taken) {
    var text = String(decoding: line, as: UTF8.self)
    guard let last = text.popLast() else { return }
    line = Array(text.utf8)
    taken.echo += (0..<last.displayWidth).flatMap { _ in [0x08, 0x20, 0x08] as [UInt8] }
  }
}
