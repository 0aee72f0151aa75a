import Terminal

/// What a person has made of the borders between the panes, in thousandths; nil where they have not moved one.
package struct PaneSizes: Hashable, Sendable, Codable {
  /// Of the width, for projects and clusters.
  package var left: Int?
  /// Of the height, for projects above clusters.
  package var projects: Int?
  /// Of the height, for apps above logs and revisions.
  package var apps: Int?
  /// Of the width on the right, for logs beside revisions.
  package var logs: Int?

  package init() {}

  /// A border that can be moved.
  package enum Border: Hashable, Sendable { case left, projects, apps, logs }

  private static let range = 100...900

  /// Moves a border to where the pointer is, as far as panes stay of use.
  mutating func move(_ border: Border, to point: Point, in body: Rect, leftWidth: Int) {
    func share(_ value: Int, of whole: Int) -> Int {
      min(max((value * 1000 + whole / 2) / max(1, whole), Self.range.lowerBound), Self.range.upperBound)
    }
    switch border {
    case .left: left = min(share(point.x - body.x + 1, of: body.width), 600)
    case .projects: projects = share(point.y - body.y + 1, of: body.height)
    case .apps: apps = share(point.y - body.y + 1, of: body.height)
    case .logs: logs = share(point.x - body.x - leftWidth + 1, of: body.width - leftWidth)
    }
  }
}

extension Layout {
  /// The border between two panes that a point is on: the last cells of one and the first of the other.
  package func border(at point: Point) -> PaneSizes.Border? {
    guard kind == .five else { return nil }
    func isBeside(_ pane: Pane) -> Bool {
      let rect = self.pane(pane)
      return (rect.maxX - 1...rect.maxX).contains(point.x) && (rect.y..<rect.maxY).contains(point.y)
    }
    func isBelow(_ pane: Pane) -> Bool {
      let rect = self.pane(pane)
      return (rect.maxY - 1...rect.maxY).contains(point.y) && (rect.x..<rect.maxX).contains(point.x)
    }
    if isBeside(.projects) || isBeside(.clusters) { return .left }
    if isBeside(.logs) { return .logs }
    if isBelow(.projects) { return .projects }
    let bottom = pane(.apps)
    return (bottom.maxY - 1...bottom.maxY).contains(point.y) && (bottom.x..<bottom.maxX).contains(point.x) ? .apps : nil
  }
}
