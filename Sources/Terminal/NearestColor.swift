import Foundation

/// Which of a terminal's few colours stands for one that it has not.
///
/// Colours are compared as they look (OKLab, https://bottosson.github.io/posts/oklab). Among 256 the nearest is taken, with hue and
/// strength counting more than lightness, so that a warm grey becomes a grey and not a pink. Among sixteen nothing is near: there the
/// hue decides alone, so that what is told in a pale green stays green, and greys stay greys.
struct NearestColor {
  /// The colour as it looks: how light, and how far to red or green and to yellow or blue.
  struct Look: Hashable {
    var lightness: Double
    var a: Double
    var b: Double

    init(_ color: Color.Components) {
      func linear(_ value: Int) -> Double {
        let part = Double(value) / 255
        return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
      }
      let (red, green, blue) = (linear(color.red), linear(color.green), linear(color.blue))
      let long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
      let middle = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
      let short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
      lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
      a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
      b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    }

    /// Too weak or too dark for a hue: a ground or a grey.
    var isGrey: Bool { a * a + b * b < 0.045 * 0.045 || lightness < 0.35 }

    /// In degrees: 29 is red, 142 green, 264 blue.
    var hue: Double { (atan2(b, a) * 180 / .pi + 360).truncatingRemainder(dividingBy: 360) }
  }

  private static let looks = (0...255).map { Look(Color.components(of: $0)) }

  /// The hues that the palette's names stand for. A terminal's yellow is often a brown, so that it reaches further to red.
  private static let hues: [(index: UInt8, hue: Double)] = [(1, 29), (3, 100), (2, 142), (6, 195), (4, 264), (5, 328)]

  static func among256(_ color: Color.Components) -> UInt8 {
    let wanted = Look(color)
    return (16...255).min { distance(wanted, looks[$0]) < distance(wanted, looks[$1]) }.map { UInt8($0) } ?? 16
  }

  private static func distance(_ left: Look, _ right: Look) -> Double {
    let (lightness, a, b) = (left.lightness - right.lightness, left.a - right.a, left.b - right.b)
    return lightness * lightness + 2.25 * (a * a + b * b)
  }

  /// One of the first sixteen; of the first eight for a terminal that has no bright ones.
  static func amongNamed(_ color: Color.Components, hasBright: Bool) -> UInt8 {
    let wanted = Look(color)
    func nearest(_ indices: [UInt8]) -> UInt8 {
      indices.min {
        abs(looks[Int($0)].lightness - wanted.lightness) < abs(looks[Int($1)].lightness - wanted.lightness)
      } ?? 0
    }
    if wanted.isGrey { return nearest(hasBright ? [0, 8, 7, 15] : [0, 7]) }
    func turn(to hue: Double) -> Double {
      let turn = abs(wanted.hue - hue)
      return min(turn, 360 - turn)
    }
    let index = hues.min { turn(to: $0.hue) < turn(to: $1.hue) }?.index ?? 7
    return hasBright ? nearest([index, index + 8]) : index
  }
}
