import Engine
import Foundation
import Model
import Terminal

/// A column that rows can be sorted by.
package enum SortColumn: String, Hashable, Sendable, Codable {
  case name, namespace, ready, status, image, revision, age, reason, author

  /// Those of a pane, in the order in which they stand; none where rows have an order of their own.
  package static func all(of pane: Pane) -> [SortColumn] {
    switch pane {
    case .apps: [.name, .namespace, .ready, .status, .image, .revision, .age]
    case .revisions: [.revision, .status, .image, .age, .reason, .author]
    case .projects, .clusters, .logs: []
    }
  }
}

package struct SortOrder: Hashable, Sendable, Codable {
  package var column: SortColumn
  package var isDescending: Bool

  package init(_ column: SortColumn, isDescending: Bool = false) {
    self.column = column
    self.isDescending = isDescending
  }

  var arrow: String { isDescending ? "▼" : "▲" }
}

extension State {
  /// By that column; the other way round when it is already.
  package mutating func sort(_ pane: Pane, by column: SortColumn) {
    guard SortColumn.all(of: pane).contains(column) else { return }
    let isSame = sorts[pane]?.column == column
    setSort(SortOrder(column, isDescending: isSame && sorts[pane]?.isDescending == false), of: pane)
  }

  /// The next column, and after the last the order that the rows have by themselves.
  mutating func cycleSort(_ pane: Pane) {
    let all = SortColumn.all(of: pane)
    let next = sorts[pane].flatMap { all.firstIndex(of: $0.column) }.map { $0 + 1 } ?? 0
    setSort(all.indices.contains(next) ? SortOrder(all[next]) : nil, of: pane)
  }

  mutating func reverseSort(_ pane: Pane) {
    guard var order = sorts[pane] ?? SortColumn.all(of: pane).first.map({ SortOrder($0) }) else { return }
    order.isDescending.toggle()
    setSort(order, of: pane)
  }

  private mutating func setSort(_ order: SortOrder?, of pane: Pane) {
    // The chosen row stays the chosen one wherever it goes.
    let ids = rowIDs(of: pane)
    let chosen = list(pane).index(in: ids).map { ids[$0] }
    sorts[pane] = order
    select(in: pane) { list, _ in list.selectedID = chosen }
  }

  func sorted(_ apps: [App]) -> [App] {
    guard let order = sorts[.apps] else { return apps }
    return apps.sorted(by: order) { app in
      switch order.column {
      case .namespace: SortKey(text: app.namespace)
      case .ready: SortKey(number: Double(live(of: app)?.ready ?? -1))
      case .status: SortKey(number: status(of: app).role.severity, text: statusText(of: app))
      case .image: SortKey(text: live(of: app)?.image ?? app.configuration.image)
      case .revision: SortKey(number: Double(live(of: app)?.revision ?? app.currentRevision))
      case .age: SortKey(number: -(live(of: app)?.createdAt ?? app.createdAt).timeIntervalSince1970)
      case .name, .reason, .author: SortKey(text: app.name)
      }
    }
  }

  func sorted(_ revisions: [Revision]) -> [Revision] {
    guard let order = sorts[.revisions] else { return revisions }
    return revisions.sorted(by: order) { revision in
      switch order.column {
      case .status: SortKey(text: revision.outcome.rawValue)
      case .image: SortKey(text: revision.configuration.image)
      case .age: SortKey(number: -revision.createdAt.timeIntervalSince1970)
      case .reason: SortKey(text: revision.message ?? "")
      case .author: SortKey(text: revision.deployedBy ?? "")
      default: SortKey(number: Double(revision.number))
      }
    }
  }
}

/// What two rows are compared by: looked up once a row.
private struct SortKey: Comparable {
  var number: Double = 0
  var text = ""

  static func < (one: SortKey, other: SortKey) -> Bool { (one.number, one.text) < (other.number, other.text) }
}

extension Array {
  /// Rows that are alike keep their order, also when it is turned round.
  fileprivate func sorted(by order: SortOrder, _ key: (Element) -> SortKey) -> [Element] {
    enumerated().map { (key: key($0.element), index: $0.offset, element: $0.element) }
      .sorted { one, other in
        guard one.key != other.key else { return one.index < other.index }
        return order.isDescending ? other.key < one.key : one.key < other.key
      }
      .map(\.element)
  }
}

extension Role {
  /// What needs somebody comes first.
  fileprivate var severity: Double {
    switch self {
    case .bad: 0
    case .warning: 1
    case .progress: 2
    case .good: 4
    default: 3
    }
  }
}
