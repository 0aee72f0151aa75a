/// An amount of a resource: `500m`, `1Gi`, `2` (k8s.io/apimachinery/pkg/api/resource).
struct Quantity: Comparable {
  static let syntaxError =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

  /// In nano-units: exact for all that people write; what does not fit is refused.
  private let nano: Int128
  /// 2 where it was written with a binary suffix.
  private let base: Int
  /// As the server writes it back.
  let canonical: String

  private static let suffixes: [String: (base: Int, exponent: Int)] = [
    "n": (10, -9), "u": (10, -6), "m": (10, -3), "": (10, 0), "k": (10, 3), "M": (10, 6), "G": (10, 9), "T": (10, 12),
    "P": (10, 15), "E": (10, 18), "Ki": (2, 10), "Mi": (2, 20), "Gi": (2, 30), "Ti": (2, 40), "Pi": (2, 50),
    "Ei": (2, 60),
  ]

  init?(_ text: String) {
    var rest = Substring(text)
    var isNegative = false
    if rest.first == "-" || rest.first == "+" { isNegative = rest.removeFirst() == "-" }
    let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard !digits.isEmpty, digits != ".", parts.count <= 2, digits.utf8.count <= 18 else { return nil }
    let suffix = String(rest.dropFirst(digits.count))
    var scale = Quantity.suffixes[suffix]
    if scale == nil, suffix.first == "e" || suffix.first == "E", let exponent = Int(suffix.dropFirst()) {
      scale = (10, exponent)
    }
    guard let scale, abs(scale.exponent) <= 60 else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    guard let mantissa = Int128(String(parts[0] + fraction)) else { return nil }
    var value = mantissa
    var decimals = -fraction.count + 9 + (scale.base == 10 ? scale.exponent : 0)
    if scale.base == 2 { value <<= Int128(scale.exponent) }
    while decimals > 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = product
      decimals -= 1
    }
    while decimals < 0 {
      // Finer than a nano-unit rounds up.
      value = value / 10 + (value % 10 == 0 ? 0 : 1)
      decimals += 1
    }
    nano = isNegative ? -value : value
    base = scale.base
    canonical = Quantity.canonical(nano, base: scale.base, usesExponent: suffix.first == "e")
  }

  static let zero = Quantity(nano: 0, base: 10)
  static let one = Quantity(nano: 1_000_000_000, base: 10)

  private init(nano: Int128, base: Int) {
    self.nano = nano
    self.base = base
    canonical = Quantity.canonical(nano, base: base, usesExponent: false)
  }

  /// Written as the first of the two that is not nothing.
  static func + (left: Quantity, right: Quantity) -> Quantity {
    Quantity(nano: left.nano + right.nano, base: left.isZero ? right.base : left.base)
  }

  static func < (left: Quantity, right: Quantity) -> Bool { left.nano < right.nano }
  static func == (left: Quantity, right: Quantity) -> Bool { left.nano == right.nano }

  var isNegative: Bool { nano < 0 }
  var isZero: Bool { nano == 0 }

  /// The largest suffix that leaves an integer.
  private static func canonical(_ nano: Int128, base: Int, usesExponent: Bool) -> String {
    if nano == 0 { return "0" }
    let unit: Int128 = 1_000_000_000
    if base == 2, nano % unit == 0 {
      let value = nano / unit
      for (suffix, exponent) in [("Ei", 60), ("Pi", 50), ("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)]
      where value % (Int128(1) << Int128(exponent)) == 0 { return "\(value >> Int128(exponent))\(suffix)" }
      return "\(value)"
    }
    var scale: Int128 = unit * 1_000_000_000_000_000_000
    for suffix in ["E", "P", "T", "G", "M", "k", "", "m", "u", "n"] {
      if nano % scale == 0 { return "\(nano / scale)\(suffix)" }
      scale /= 1000
    }
    return "\(nano)n"
  }
}
