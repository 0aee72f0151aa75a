/// A colour as a theme names it.
package enum Color: Hashable, Sendable {
  /// What the terminal uses when nothing is asked for.
  case terminal
  /// One of the 256 of xterm: 0–15 are the terminal's own palette, 16–231 a cube of 6×6×6, 232–255 greys.
  case indexed(UInt8)
  case rgb(red: UInt8, green: UInt8, blue: UInt8)

  /// The names of the first sixteen, in order. `gray` is bright black, as people expect it.
  static let names = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
    "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
    "bright-white",
  ]

  /// Reads `#rrggbb`, `#rgb`, a name (`bright-blue`), an index (`0` to `255`) or `default`.
  package init?(parsing text: some StringProtocol) {
    let text = text.lowercased()
    if text == "default" {
      self = .terminal
    } else if let index = Self.names.firstIndex(of: text) ?? (text == "gray" || text == "grey" ? 8 : nil) {
      self = .indexed(UInt8(index))
    } else if let index = UInt8(text), text.allSatisfy(\.isNumber) {
      self = .indexed(index)
    } else if let color = Self.hexadecimal(text) {
      self = color
    } else {
      return nil
    }
  }

  private static func hexadecimal(_ text: String) -> Color? {
    guard text.first == "#", text.utf8.count == 4 || text.utf8.count == 7 else { return nil }
    var digits = text.dropFirst().compactMap(\.hexDigitValue)
    if digits.count == 3 { digits = digits.flatMap { [$0, $0] } }
    guard digits.count == 6 else { return nil }
    let bytes = stride(from: 0, to: 6, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    return .rgb(red: bytes[0], green: bytes[1], blue: bytes[2])
  }
}

/// How many colours a terminal has.
package enum ColorDepth: Int, Hashable, Sendable, Comparable, CaseIterable {
  case monochrome = 1
  case eight = 8
  case sixteen = 16
  case indexed = 256
  case direct = 0x100_0000

  /// The greatest depth that this many colours allow.
  package init(colors: Int) {
    self = Self.allCases.last { $0.rawValue <= colors } ?? .monochrome
  }

  package static func < (left: ColorDepth, right: ColorDepth) -> Bool { left.rawValue < right.rawValue }
}

extension Color {
  /// The colour nearest to this one that a terminal of this depth can show.
  package func nearest(in depth: ColorDepth) -> Color {
    switch (self, depth) {
    case (_, .monochrome), (.terminal, _): return .terminal
    case (.indexed, .direct), (.indexed, .indexed), (.rgb, .direct): return self
    case (.indexed(let index), .sixteen) where index < 16: return self
    // Eight colours: the bright ones are their dark twins, so that what was green stays green.
    case (.indexed(let index), .eight) where index < 16: return .indexed(index % 8)
    case (_, .indexed): return .indexed(NearestColor.among256(components))
    case (_, .sixteen): return .indexed(NearestColor.amongNamed(components, hasBright: true))
    case (_, .eight): return .indexed(NearestColor.amongNamed(components, hasBright: false))
    }
  }

  typealias Components = (red: Int, green: Int, blue: Int)

  /// The colour as red, green and blue, 0–255. The first sixteen are taken to be xterm's.
  var components: Components {
    switch self {
    case .terminal: (0, 0, 0)
    case .indexed(let index): Self.components(of: Int(index))
    case .rgb(let red, let green, let blue): (Int(red), Int(green), Int(blue))
    }
  }

  private static let basic: [Components] = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
  ]

  static func components(of index: Int) -> Components {
    if index < 16 { return basic[index] }
    if index >= 232 {
      let grey = 8 + 10 * (index - 232)
      return (grey, grey, grey)
    }
    let levels = [0, 95, 135, 175, 215, 255]
    let cube = index - 16
    return (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
  }
}
