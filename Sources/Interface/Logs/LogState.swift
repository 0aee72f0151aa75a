import Foundation
import Model

/// One line as it is shown: text without anything a terminal would obey.
package struct LogRow: Hashable, Sendable {
  /// Counts from 0 in this tail and is never used again.
  package var sequence: Int
  package var pod: String
  /// When the kubelet read it; nil for our own remarks.
  package var time: Date?
  package var text: String
  /// A remark of ours between the lines: a pod that came or went, a gap.
  package var isRemark: Bool

  package init(sequence: Int = 0, pod: String, time: Date?, text: String, isRemark: Bool = false) {
    self.sequence = sequence
    self.pod = pod
    self.time = time
    self.text = text
    self.isRemark = isRemark
  }

  /// What it costs in memory, about.
  var cost: Int { text.utf8.count + 96 }
}

/// The tail of one app: arrival and view are apart, so that scrolling up loses nothing.
package struct LogState: Sendable {
  /// Rows go in large pieces, seldom, so that the copying this costs stays small beside their arrival.
  package private(set) var rows: [LogRow] = []
  /// The rows that the filter lets through; the same as `rows` where there is none.
  private var matching: [LogRow] = []
  private var filter: RowFilter?
  package private(set) var bytes = 0
  /// Rows let go for the budget since the tail began.
  package private(set) var droppedCount = 0
  /// Bytes that the rows may take.
  package var budget = 32 << 20
  package var app: AppID?
  /// What the tail is doing when there is nothing to show, or why it stopped.
  package var remark: String?
  package var timestamps = LogTimestamps.off
  package var request = LogRequest()
  /// The pods in the order in which their lines first came, which gives each a colour of its own.
  package private(set) var pods: [String: Int] = [:]
  package var wraps = false
  /// The row at the bottom of the pane; nil follows the end.
  package var anchor: Int?
  private var nextSequence = 0

  package init() {}

  package var isFollowing: Bool { anchor == nil }
  package var visible: [LogRow] { filter == nil ? rows : matching }

  /// Starts over for another app; the person's choices of how lines look are kept.
  package mutating func restart(for app: AppID?) {
    rows.removeAll()
    matching.removeAll()
    pods.removeAll()
    bytes = 0
    droppedCount = 0
    anchor = nil
    self.app = app
    remark = nil
  }

  /// Looks once at every row there is; from then on only at what arrives.
  package mutating func setFilter(_ text: String) {
    let new = text.isEmpty ? nil : RowFilter(text)
    guard new != filter else { return }
    filter = new
    matching = new == nil ? [] : rows.filter(passes)
  }

  package mutating func append(_ new: [LogRow]) {
    for row in new {
      var row = row
      row.sequence = nextSequence
      nextSequence += 1
      bytes += row.cost
      if !row.isRemark, pods[row.pod] == nil { pods[row.pod] = pods.count }
      rows.append(row)
      if filter != nil, passes(row) { matching.append(row) }
    }
    if bytes > budget { trim() }
  }

  private func passes(_ row: LogRow) -> Bool {
    guard let filter else { return false }
    return row.isRemark || filter.matches([row.text, row.pod])
  }

  /// Lets the oldest eighth go, so that trimming is rare.
  private mutating func trim() {
    let target = budget - budget / 8
    var count = 0
    while count < rows.count, bytes > target {
      bytes -= rows[count].cost
      count += 1
    }
    rows.removeFirst(count)
    droppedCount += count
    let first = rows.first?.sequence ?? nextSequence
    matching.removeFirst(matching.prefix { $0.sequence < first }.count)
    if let anchor, anchor < first { self.anchor = first }
  }
}

extension LogState {
  /// The index in `visible` after the last row that the pane shows.
  package var end: Int {
    guard let anchor else { return visible.count }
    // Rows are in the order of their sequence.
    var (low, high) = (0, visible.count)
    while low < high {
      let middle = (low + high) / 2
      if visible[middle].sequence <= anchor { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Moves the view; reaching the end follows again. `height` is that of the pane.
  package mutating func scroll(by distance: Int, height: Int) {
    let count = visible.count
    // A row that wraps may fill the pane alone.
    let end = min(max(end + distance, min(wraps ? 1 : height, count)), count)
    anchor = end >= count ? nil : visible[max(0, end - 1)].sequence
  }

  package mutating func follow() { anchor = nil }

  package mutating func scrollToStart(height: Int) { scroll(by: -visible.count, height: height) }

  /// How many rows came after the last one shown.
  package var newCount: Int { anchor == nil ? 0 : visible.count - end }
}
