import Foundation
import Model

/// One line as it is shown: text without anything a terminal would obey.
package struct LogRow: Hashable, Sendable {
  /// Counts from 0 in this tail and is never used again.
  package var sequence: Int
  package var pod: String
  package var container: String
  /// When the kubelet read it; nil for our own remarks.
  package var time: Date?
  package var text: String
  /// A remark of ours between the lines: a pod that came or went, a gap.
  package var isRemark: Bool
  /// The latest time of any row so far, so that it never goes back from row to row: what deploy markers are put by.
  package var moment = Date.distantPast

  package init(
    sequence: Int = 0, pod: String, container: String = "", time: Date?, text: String, isRemark: Bool = false
  ) {
    self.sequence = sequence
    self.pod = pod
    self.container = container
    self.time = time
    self.text = text
    self.isRemark = isRemark
  }

  /// What it costs in memory, about.
  var cost: Int { text.utf8.count + 120 }
}

/// The tail of one app: arrival and view are apart, so that scrolling up loses nothing.
package struct LogState: Sendable {
  /// Rows go in large pieces, seldom, so that the copying this costs stays small beside their arrival. Their sequences have no gaps.
  package private(set) var rows: [LogRow] = []
  var finding = LogFinding()
  /// The row that the person has chosen, by its sequence: a match, a bookmark, or one that was pointed at.
  package var cursor: Int?
  /// The other end of what is selected, which begins or ends at the cursor.
  package var selectionStart: Int?
  /// Sequences of rows to come back to, ascending.
  package var bookmarks: [Int] = []
  /// Deploys of the app, in the order of their time.
  package var markers: [LogMarker] = []
  /// Whether a step of looking was asked for and has not come yet.
  var isScanAwaited = false
  package private(set) var bytes = 0
  /// Rows let go for the budget since the tail began.
  package private(set) var droppedCount = 0
  /// Lines since the tail began, kept or not; our own remarks are none.
  package private(set) var lineCount = 0
  /// Bytes that the rows may take.
  package var budget = 32 << 20
  package var app: AppID?
  /// When it was pinned as a tab, by number; nil for a tail that ends when another app is chosen.
  package var pinned: Int?
  /// Whether the cluster was asked for it.
  package var isTailing = false
  /// Of the row that would have come next when it was last seen.
  var seenSequence = 0
  /// What the tail is doing when there is nothing to show, or why it stopped.
  package var remark: String?
  package var timestamps = LogTimestamps.off
  package var request = LogRequest()
  /// The pods in the order in which their lines first came, which gives each a colour of its own.
  package private(set) var pods: [String: Int] = [:]
  /// The containers whose lines have come, in that order.
  package private(set) var containers: [String] = []
  package var wraps = false
  /// Whether JSON and logfmt are shown as fields.
  package var showsFields = true
  /// Columns that long lines are moved by.
  package var shift = 0
  /// The row at the bottom of the pane; nil follows the end.
  package var anchor: Int?
  private(set) var nextSequence = 0

  package init() {}

  package var isFollowing: Bool { anchor == nil }

  /// How many rows can be scrolled through: those that the filter lets through.
  package var visibleCount: Int { finding.filtered?.found.count ?? rows.count }
  package func visible(_ index: Int) -> LogRow {
    finding.filtered.map { rows[$0.found[index] - firstSequence] } ?? rows[index]
  }

  /// Indices into `rows` of what the filter lets through; nil for all.
  var visibleIndices: [Int]? { finding.filtered?.found.map { $0 - firstSequence } }

  var firstSequence: Int { rows.first?.sequence ?? nextSequence }

  /// Starts over for another app; the person's choices of how lines look are kept.
  package mutating func restart(for app: AppID?) {
    rows.removeAll()
    pods.removeAll()
    bytes = 0
    droppedCount = 0
    lineCount = 0
    anchor = nil
    cursor = nil
    selectionStart = nil
    bookmarks = []
    finding.restart(before: nextSequence)
    if app != self.app { (markers, containers) = ([], []) }
    self.app = app
    remark = nil
  }

  package mutating func append(_ new: [LogRow]) {
    for row in new {
      var row = row
      row.sequence = nextSequence
      nextSequence += 1
      bytes += row.cost
      row.moment = max(rows.last?.moment ?? .distantPast, row.time ?? .distantPast)
      if !row.isRemark {
        lineCount += 1
        note(row)
      }
      rows.append(row)
      finding.arrive(row)
    }
    if bytes > budget { trim() }
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
    finding.letGo(before: firstSequence)
    if let anchor, anchor < firstSequence { self.anchor = firstSequence }
    if let cursor, cursor < firstSequence { self.cursor = nil }
    if let selectionStart, selectionStart < firstSequence { self.selectionStart = firstSequence }
    bookmarks.removeFirst(bookmarks.partitioningIndex { [firstSequence] in $0 >= firstSequence })
  }

  private mutating func note(_ row: LogRow) {
    if pods[row.pod] == nil { pods[row.pod] = pods.count }
    if !row.container.isEmpty, !containers.contains(row.container) { containers.append(row.container) }
  }
}
