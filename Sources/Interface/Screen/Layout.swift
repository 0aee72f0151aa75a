import Terminal

/// Where everything is on a screen of that size.
package struct Layout: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case five
    /// Only the focused pane, with the names of the others above it.
    case single
    /// A page covers the panes.
    case page
    case tooSmall
  }

  package static let full = Size(width: 80, height: 24)
  package static let least = Size(width: 32, height: 8)

  package let kind: Kind
  package let header: Rect
  package let footer: Rect
  /// The names of the panes; only where one is shown at a time.
  package let tabs: Rect?
  /// Where a page is shown; empty where the panes are.
  package let page: Rect
  private let panes: [Pane: Rect]

  /// - Parameters:
  ///   - isCovered: whether a page takes the place of the panes.
  ///   - sizes: where the person has put the borders, which holds where the zoom is normal.
  package init(size: Size, focus: Pane, zoom: Zoom, isCovered: Bool = false, sizes: PaneSizes = PaneSizes()) {
    let screen = Rect(size)
    guard size.width >= Self.least.width, size.height >= Self.least.height else {
      self.init(.tooSmall, header: screen, footer: Rect(x: 0, y: 0, width: 0, height: 0), panes: [:])
      return
    }
    let (header, below) = screen.splitTop(1)
    let (body, footer) = below.splitTop(below.height - 1)
    guard !isCovered else {
      self.init(.page, header: header, footer: footer, page: body, panes: [:])
      return
    }
    guard size.width >= Self.full.width, size.height >= Self.full.height, zoom != .full else {
      let (tabs, rest) = body.splitTop(1)
      self.init(.single, header: header, footer: footer, tabs: tabs, panes: [focus: rest])
      return
    }
    self.init(
      .five, header: header, footer: footer,
      panes: Self.five(body, focus: focus, zoom: zoom, sizes: zoom == .normal ? sizes : PaneSizes()))
  }

  /// Empty for a pane that is not shown.
  package func pane(_ pane: Pane) -> Rect { panes[pane] ?? Rect(x: 0, y: 0, width: 0, height: 0) }

  private init(
    _ kind: Kind, header: Rect, footer: Rect, tabs: Rect? = nil, page: Rect = Rect(x: 0, y: 0, width: 0, height: 0),
    panes: [Pane: Rect]
  ) {
    self.kind = kind
    self.header = header
    self.footer = footer
    self.tabs = tabs
    self.page = page
    self.panes = panes
  }

  /// Projects above clusters on the left, apps above logs and revisions on the right; the focused pane gets more.
  private static func five(_ body: Rect, focus: Pane, zoom: Zoom, sizes: PaneSizes) -> [Pane: Rect] {
    func part(_ share: Int, of whole: Int) -> Int { (whole * share + 500) / 1000 }
    let isLeft = focus == .projects || focus == .clusters
    let isBottom = focus == .logs || focus == .revisions
    let half = zoom == .half
    let usualLeft = half ? (isLeft ? body.width / 2 : min(body.width / 5, 18)) : min(max(body.width / 5, 20), 36)
    let (left, right) = body.splitLeft(sizes.left.map { max(10, part($0, of: body.width)) } ?? usualLeft)
    let leftShare = half && isLeft ? (focus == .projects ? 75 : 25) : 40
    let (projects, clusters) = left.splitTop(
      sizes.projects.map { part($0, of: left.height) } ?? left.height * leftShare / 100)
    let topShare = half ? (isBottom ? 20 : 75) : (isBottom ? 36 : 48)
    let (apps, bottom) = right.splitTop(
      max(5, sizes.apps.map { part($0, of: right.height) } ?? right.height * topShare / 100))
    let revisionsShare = focus == .revisions ? (half ? 75 : 56) : (focus == .logs ? (half ? 22 : 32) : 42)
    let usualRevisions = min(max(bottom.width * revisionsShare / 100, 22), focus == .revisions ? bottom.width - 20 : 64)
    let (logs, revisions) = bottom.splitLeft(
      sizes.logs.map { max(10, part($0, of: bottom.width)) } ?? bottom.width - usualRevisions)
    return [.projects: projects, .clusters: clusters, .apps: apps, .logs: logs, .revisions: revisions]
  }
}
