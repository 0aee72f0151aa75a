import Foundation
import Terminal

/// The rows of a log as the lines that a pane of that size shows: from the bottom up, so that only what is seen is laid out.
package struct LogLayout {
  package struct Line: Hashable {
    var segments: [LogSegment]
    /// The row that it is of, or that stands after it.
    package var sequence: Int
    /// Whether it is the first of its row.
    var isFirst = true
    var isMarker = false
  }

  package private(set) var lines: [Line] = []
  /// How many rows were laid out for it.
  package private(set) var rowCount = 0
  /// The index among the visible rows after the last that is shown.
  let end: Int

  private let text: LogRowText

  package init(_ logs: LogState, fields: [String] = [], size: Size, now: Date) {
    text = LogRowText(logs: logs, fields: fields, size: size, now: now)
    // A filter may have left fewer rows above the one at the bottom than the pane has room for.
    end = max(logs.end, min(logs.wraps ? 1 : size.height, logs.visibleCount))
    guard end > 0 else { return }
    var upwards: [Line] = []
    let last = logs.visible(end - 1)
    if end == logs.visibleCount {
      upwards = markers(logs, after: last.moment, until: .distantFuture, before: last.sequence + 1)
    }
    var index = end - 1
    while index >= 0, upwards.count < size.height {
      let row = logs.visible(index)
      let own = text.lines(of: row)
      upwards += own.indices.reversed().map { Line(segments: own[$0], sequence: row.sequence, isFirst: $0 == 0) }
      rowCount += 1
      index -= 1
      guard index >= 0 else { break }
      upwards += markers(logs, after: logs.visible(index).moment, until: row.moment, before: row.sequence)
    }
    lines = upwards.prefix(size.height).reversed()
  }

  /// The newest first.
  private func markers(_ logs: LogState, after: Date, until: Date, before sequence: Int) -> [Line] {
    // After a remark of ours that came before any line nothing can be said: what was there is not known.
    guard after > .distantPast else { return [] }
    let first = logs.markers.partitioningIndex { $0.time > after }
    let end = logs.markers.partitioningIndex { $0.time > until }
    guard first < end else { return [] }
    return logs.markers[first..<end].reversed().map {
      Line(segments: text.line(of: $0), sequence: sequence, isMarker: true)
    }
  }
}
