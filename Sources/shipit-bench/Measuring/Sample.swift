/// What one run of a job cost, over the whole life of its processes.
struct Sample: Hashable, Sendable {
  /// User and system time, in seconds.
  var cpu: Double
  /// Seconds from the start to the end.
  var wall: Double
  /// The largest resident set of any of its processes, in bytes.
  var peak: Int

  /// The median of each number by itself; nil for no samples.
  static func median(_ samples: [Sample]) -> Sample? {
    guard !samples.isEmpty else { return nil }
    return Sample(
      cpu: middle(samples.map(\.cpu)), wall: middle(samples.map(\.wall)), peak: middle(samples.map(\.peak)))
  }

  private static func middle<Number: Comparable>(_ numbers: [Number]) -> Number {
    numbers.sorted()[(numbers.count - 1) / 2]
  }
}

extension [Double] {
  /// The value that `share` of all are not above: 0.99 for the 99th percentile. Nil for none.
  func percentile(_ share: Double) -> Double? {
    guard !isEmpty else { return nil }
    return sorted()[Swift.min(count - 1, Int((Double(count) * share).rounded(.up)) - 1)]
  }
}
