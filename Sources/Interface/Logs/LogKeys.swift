import Foundation
import Model
import Terminal

extension State {
  /// What the commands of the log pane do; nil for those that do there what they do everywhere.
  mutating func runInLogs(_ command: Command) -> [Effect]? {
    guard place == .logs else { return nil }
    let height = contentHeight(of: .logs)
    switch command {
    case .moveUp where logs.cursor != nil: logs.moveCursor(by: -1, height: height)
    case .moveDown where logs.cursor != nil: logs.moveCursor(by: 1, height: height)
    case .pageUp where logs.cursor != nil: logs.moveCursor(by: -height, height: height)
    case .pageDown where logs.cursor != nil: logs.moveCursor(by: height, height: height)
    case .filterLogs: startTyping(.filter)
    case .nextMatch, .previousMatch: logs.goToMatch(forwards: command == .nextMatch, height: height)
    case .enter: openLine()
    case .selectLines: logs.startSelecting()
    case .copy: return copyLines()
    case .copyShown: return copy(shownRows, as: "what is shown")
    case .saveLogs: startTyping(.save)
    case .toggleFields: logs.showsFields.toggle()
    case .chooseFields: startTyping(.fields)
    case .bookmark: toggleBookmark()
    case .nextBookmark, .previousBookmark:
      logs.go(in: logs.bookmarks, forwards: command == .nextBookmark, height: height)
    case .nextDeploy, .previousDeploy:
      logs.go(in: logs.markedRows, forwards: command == .nextDeploy, height: height)
    case .pinTail: pinTail()
    case .closeTail: return closeTail()
    case .nextTab, .previousTab: return goToTail(by: command == .nextTab ? 1 : -1)
    case .cancel: cancelInLogs()
    default: return nil
    }
    return []
  }

  mutating func startTyping(_ kind: FilterInput.Kind) {
    let present =
      switch kind {
      case .search: logs.finding.searchText
      case .filter: logs.finding.filterText
      case .fields: logs.app.flatMap { logFields[$0] } ?? ""
      case .save: logFileName
      }
    filtering = FilterInput(place: .logs, input: TextInput(present), previous: present, kind: kind)
  }

  /// Ends what was begun last: what is selected, then the search, then the filter.
  private mutating func cancelInLogs() {
    if logs.selectionStart != nil {
      (logs.selectionStart, logs.cursor) = (nil, nil)
    } else if !logs.finding.searchText.isEmpty {
      logs.setSearch("", height: contentHeight(of: .logs))
    } else if logs.cursor != nil {
      logs.cursor = nil
    } else {
      logs.setFilter("")
    }
  }

  private mutating func toggleBookmark() {
    guard let isSet = logs.toggleBookmark() else { return }
    let keys = "\(hint(.nextBookmark)) and \(hint(.previousBookmark))"
    show(isSet ? "Bookmarked; \(keys) come back." : "No longer bookmarked.")
  }

  /// The fields that are shown of this app; none for all.
  var logFieldChoice: [String] {
    (logs.app.flatMap { logFields[$0] } ?? "").split { $0 == " " || $0 == "," }.map(String.init)
  }

  /// The names of the fields of the last lines.
  var fieldHint: String? {
    let start = max(0, logs.end - 50)
    let names = (start..<logs.end).reversed().flatMap { LogFields(logs.visible($0).text)?.fields.map(\.name) ?? [] }
    var seen: [String] = []
    for name in names where !seen.contains(name) { seen.append(name) }
    return seen.isEmpty ? "no line here has fields" : seen.prefix(12).joined(separator: " ")
  }
}
