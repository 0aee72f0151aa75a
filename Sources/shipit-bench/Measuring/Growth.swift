import Foundation

/// How a cost grows with a size.
enum Growth {
  /// The exponent of the power law through two points: 0 does not grow, 1 grows with the size, 2 would be a defect.
  static func exponent(_ small: (size: Double, cost: Double), _ large: (size: Double, cost: Double)) -> Double? {
    guard large.size > small.size, small.cost > 0, large.cost > 0 else { return nil }
    return log(large.cost / small.cost) / log(large.size / small.size)
  }
}
