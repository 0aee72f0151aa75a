import ArgumentParser

/// A time span as people write it: `90s`, `5m`, `1h30m`, `2d`.
struct TimeSpan: ExpressibleByArgument, Hashable {
  let duration: Duration

  init?(argument: String) {
    var seconds = 0
    var digits = ""
    for character in argument {
      if character.isASCII, character.isNumber {
        digits.append(character)
        continue
      }
      guard let unit = Self.units[character], let count = Int(digits) else { return nil }
      let (product, overflows) = count.multipliedReportingOverflow(by: unit)
      let (sum, overflowsToo) = seconds.addingReportingOverflow(product)
      guard !overflows, !overflowsToo else { return nil }
      seconds = sum
      digits = ""
    }
    guard digits.isEmpty, !argument.isEmpty else { return nil }
    duration = .seconds(seconds)
  }

  private static let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
}
