/// SplitMix64: the same seed gives the same names, uids and addresses.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// 0 ..< 1.
  mutating func unit() -> Double {
    Double(next() >> 11) / Double(1 << 53)
  }

  /// A version 4 UUID.
  mutating func uid() -> String {
    let digits = hexadecimal(32)
    let variant = ["8", "9", "a", "b"][Int(next() % 4)]
    func part(_ range: Range<Int>) -> Substring { digits.dropFirst(range.lowerBound).prefix(range.count) }
    return "\(part(0..<8))-\(part(8..<12))-4\(part(13..<16))-\(variant)\(part(17..<20))-\(part(20..<32))"
  }

  mutating func hexadecimal(_ count: Int) -> String {
    var text = ""
    while text.count < count {
      let word = String(next(), radix: 16)
      text += String(repeating: "0", count: 16 - word.count) + word
    }
    return String(text.prefix(count))
  }

  /// What the API server appends to `generateName`: letters and digits that spell no words.
  mutating func nameSuffix(_ count: Int = 5) -> String {
    let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")
    return String((0..<count).map { _ in alphabet[Int(next() % UInt64(alphabet.count))] })
  }
}
