/// Values over time as a row of bars, the newest at the right. Terminals without Unicode draw the bars' ASCII twins.
package enum Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// The newest values that fit.
  ///
  /// - Parameter top: the value of a whole bar, such as a limit; nil takes the greatest.
  package static func text(_ values: [Int], top: Int? = nil, width: Int) -> String {
    let shown = values.suffix(max(0, width))
    let whole = max(1, top ?? shown.max() ?? 1)
    return String(
      shown.map { value in bars[min(bars.count - 1, max(0, value) * bars.count / whole)] })
  }
}
