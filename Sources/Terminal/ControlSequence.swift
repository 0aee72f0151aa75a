/// The control sequences (ECMA-48 §5.4) with which xterm and its kin report keys and mice.
enum ControlSequence {
  /// Reads `ESC [ parameters final`.
  static func decode(_ bytes: ArraySlice<UInt8>) -> KeyDecoder.Token {
    let body = bytes.dropFirst(2)
    guard let first = body.first else { return .incomplete }
    switch first {
    case UInt8(ascii: "M"): return x10Mouse(body.dropFirst())
    case UInt8(ascii: "["): return consoleFunctionKey(body.dropFirst())
    default: break
    }
    guard let end = body.firstIndex(where: { !(0x20...0x3f).contains($0) }) else { return .incomplete }
    let length = end - bytes.startIndex + 1
    // Not a final byte: the sequence was broken off, and what broke it stands for itself.
    guard (0x40...0x7e).contains(body[end]) else { return .meaningless(length: length - 1) }
    let isMouse = first == UInt8(ascii: "<")
    let fields = (isMouse ? body.dropFirst() : body)[..<end].split(
      separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    let parameters = fields.map { number($0) }
    if isMouse { return sgrMouse(parameters, final: body[end], length: length) }
    if parameters.first == 200, body[end] == UInt8(ascii: "~") { return .pasteBegins(length: length) }
    guard let key = key(parameters, final: body[end]) else { return .meaningless(length: length) }
    return .key(key, length: length)
  }

  /// Reads `ESC O final`, with which keypads in application mode report keys.
  static func decodeSingleShift(_ bytes: ArraySlice<UInt8>) -> KeyDecoder.Token {
    let body = bytes.dropFirst(2)
    let digits = body.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ";") }
    guard let final = body.dropFirst(digits.count).first else { return .incomplete }
    let length = digits.count + 3
    let modifier = digits.split(separator: UInt8(ascii: ";")).last.map { number($0) } ?? 1
    if let key = key([1, modifier], final: final) { return .key(key, length: length) }
    guard let key = keypad[final] else { return .meaningless(length: length) }
    return .key(key, length: length)
  }

  /// The number before any sub-parameter (`5:1` is 5); 0 when there is none, or when it is absurd.
  private static func number(_ field: ArraySlice<UInt8>) -> Int {
    let digits = field.prefix { $0 != UInt8(ascii: ":") }
    guard digits.count <= 7, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return 0 }
    return Int(String(decoding: digits, as: UTF8.self)) ?? 0
  }

  private static func key(_ parameters: [Int], final: UInt8) -> Key? {
    let second = parameters.count > 1 ? parameters[1] : 1
    switch UnicodeScalar(final) {
    case "~" where parameters.first == 27 && parameters.count > 2:
      return character(parameters[2], modifiers(second))
    case "~": return (parameters.first.flatMap { tilde[$0] }).map { Key($0, modifiers(second)) }
    // rxvt: Ctrl and Ctrl-Shift.
    case "^": return (parameters.first.flatMap { tilde[$0] }).map { Key($0, .control) }
    case "@": return (parameters.first.flatMap { tilde[$0] }).map { Key($0, [.control, .shift]) }
    case "u": return parameters.first.flatMap { character($0, modifiers(second)) }
    case "Z": return Key(.tab, .shift)
    default: return letters[final].map { Key($0, modifiers(second)) }
    }
  }

  /// A key that a terminal reports by its code point (`CSI u`, xterm's modifyOtherKeys).
  private static func character(_ code: Int, _ modifiers: Key.Modifiers) -> Key? {
    guard let scalar = UnicodeScalar(UInt32(clamping: code)) else { return nil }
    if code < 0x20 || code == 0x7f {
      var key = KeyDecoder.controlKey(UInt8(code))
      key.modifiers.formUnion(modifiers)
      return key
    }
    guard modifiers.contains(.shift) else { return Key(.character(Character(scalar)), modifiers) }
    let upper = scalar.properties.uppercaseMapping
    let character = modifiers.contains(.control) || upper.count != 1 ? Character(scalar) : Character(upper)
    return Key(.character(character), modifiers.subtracting(.shift))
  }

  /// One more than a sum of 1 for Shift, 2 for Alt, 4 for Ctrl and 8 for Meta.
  private static func modifiers(_ parameter: Int) -> Key.Modifiers {
    let bits = max(0, parameter - 1)
    var modifiers: Key.Modifiers = []
    if bits & 1 != 0 { modifiers.insert(.shift) }
    if bits & 10 != 0 { modifiers.insert(.alt) }
    if bits & 4 != 0 { modifiers.insert(.control) }
    return modifiers
  }

  private static let letters: [UInt8: Key.Code] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
    UInt8(ascii: "F"): .end, UInt8(ascii: "H"): .home, UInt8(ascii: "P"): .function(1),
    UInt8(ascii: "Q"): .function(2), UInt8(ascii: "R"): .function(3), UInt8(ascii: "S"): .function(4),
  ]

  private static let tilde: [Int: Key.Code] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5), 17: .function(6),
    18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10), 23: .function(11), 24: .function(12),
  ]

  /// The numeric keypad in application mode.
  private static let keypad: [UInt8: Key] = {
    var keys: [UInt8: Key] = [UInt8(ascii: "M"): Key(.enter)]
    for (byte, character) in zip(UInt8(ascii: "j")...UInt8(ascii: "y"), "*+,-./0123456789") {
      keys[byte] = .character(character)
    }
    return keys
  }()
}

extension ControlSequence {
  /// The Linux console's F1–F5: `ESC [ [ A` to `E`.
  private static func consoleFunctionKey(_ rest: ArraySlice<UInt8>) -> KeyDecoder.Token {
    guard let letter = rest.first else { return .incomplete }
    guard (UInt8(ascii: "A")...UInt8(ascii: "E")).contains(letter) else { return .meaningless(length: 3) }
    return .key(Key(.function(Int(letter - UInt8(ascii: "A")) + 1)), length: 4)
  }

  /// Three bytes, each 32 more than what it says; columns past 223 cannot be told.
  private static func x10Mouse(_ rest: ArraySlice<UInt8>) -> KeyDecoder.Token {
    guard rest.count >= 3 else { return .incomplete }
    let values = rest.prefix(3).map { Int($0) - 32 }
    let isRelease = values[0] & 0b1100_0011 == 3
    return mouse(button: values[0], x: values[1], y: values[2], isRelease: isRelease, length: 6)
  }

  private static func sgrMouse(_ parameters: [Int], final: UInt8, length: Int) -> KeyDecoder.Token {
    guard parameters.count == 3 else { return .meaningless(length: length) }
    let isRelease = final == UInt8(ascii: "m")
    return mouse(button: parameters[0], x: parameters[1], y: parameters[2], isRelease: isRelease, length: length)
  }

  /// Buttons: 0–2 are left, middle and right, 64 and 65 the wheel; 32 is added while the mouse moves.
  private static func mouse(button: Int, x: Int, y: Int, isRelease: Bool, length: Int) -> KeyDecoder.Token {
    let isMoving = button & 32 != 0
    let kind: MouseEvent.Kind
    switch button & ~0b0011_1100 {
    case 64: kind = .wheelUp
    case 65: kind = .wheelDown
    case 0 where isRelease: kind = .released
    case 3 where isRelease: kind = .released
    case 0: kind = isMoving ? .dragged : .pressed
    // The other buttons are the terminal's: paste and menu.
    default: return .meaningless(length: length)
    }
    return .event(.mouse(MouseEvent(kind, Point(x: max(0, x - 1), y: max(0, y - 1)))), length: length)
  }
}
