/// Where keys go and what the footer offers: one of the five panes, or the page that covers them.
package enum Place: Hashable, Sendable {
  case pane(Pane)
  case page(Page.Kind)

  package static let projects = Place.pane(.projects)
  package static let clusters = Place.pane(.clusters)
  package static let apps = Place.pane(.apps)
  package static let logs = Place.pane(.logs)
  package static let revisions = Place.pane(.revisions)

  package static let allCases = Pane.allCases.map(Place.pane) + Page.Kind.allCases.map(Place.page)

  /// As help and documents call it.
  package var title: String {
    switch self {
    case .pane(let pane): pane.title
    case .page(let kind): kind.title
    }
  }

  /// As keymaps call it.
  package var name: String {
    switch self {
    case .pane(let pane): pane.title.lowercased()
    case .page(let kind): kind.rawValue
    }
  }
}

extension State {
  /// The page on top, else the focused pane.
  package var place: Place { page.map { .page($0.kind) } ?? .pane(focus) }
}
