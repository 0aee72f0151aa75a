/// The five panes, in the order of their numbers; moving in one narrows the next.
package enum Pane: Int, CaseIterable, Hashable, Sendable {
  case projects = 1
  case clusters, apps, logs, revisions

  package var title: String {
    switch self {
    case .projects: "Projects"
    case .clusters: "Clusters"
    case .apps: "Apps"
    case .logs: "Logs"
    case .revisions: "Revisions"
    }
  }

  package var next: Pane { Pane(rawValue: rawValue % Self.allCases.count + 1) ?? .projects }
  package var previous: Pane { Pane(rawValue: (rawValue + 3) % Self.allCases.count + 1) ?? .projects }
}

/// How much of the screen the focused pane takes.
package enum Zoom: Int, CaseIterable, Hashable, Sendable {
  case normal, half, full

  package var larger: Zoom { Zoom(rawValue: (rawValue + 1) % 3) ?? .normal }
  package var smaller: Zoom { Zoom(rawValue: (rawValue + 2) % 3) ?? .normal }
}
