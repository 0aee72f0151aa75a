/// The chosen app in detail, a tab for each side of it. It shows `State.selectedApp`, so what can be done to an app can be done here.
package struct AppPage: Hashable, Sendable {
  /// In the order in which they stand.
  package enum Tab: String, CaseIterable, Hashable, Sendable {
    case overview = "Overview"
    case environment = "Environment"
    case secrets = "Secrets"
    case resources = "Resources"
    case health = "Health"
    case scaling = "Scaling"
    case domain = "Domain"
    case hooks = "Hooks"
    case yaml = "YAML"
    case history = "History"
  }

  /// Which of an app's objects the YAML tab shows.
  package enum Manifests: String, CaseIterable, Hashable, Sendable {
    case rendered = "next deploy"
    case live
    case difference = "difference"
  }

  package var tab: Tab
  /// Where a person is in the rows of each tab.
  private var lists: [Tab: RowList] = [:]
  /// What narrows the rows of each tab.
  package var filters: [Tab: String] = [:]
  package var manifests = Manifests.rendered

  package init(_ tab: Tab = .overview) {
    self.tab = tab
  }

  /// Where a person is in the rows of the tab that is shown.
  package var list: RowList {
    get { lists[tab] ?? RowList() }
    set { lists[tab] = newValue }
  }
}

extension State {
  /// The rows of a tab, those that its filter lets through.
  func rows(of tab: AppPage.Tab, in page: AppPage, width: Int) -> [PageRow] {
    guard let app = selectedApp else { return [] }
    let rows: [PageRow] =
      switch tab {
      case .overview: overviewRows(of: app, width: width)
      case .environment: environmentRows(of: app, width: width)
      case .secrets: secretRows(of: app, width: width)
      case .resources: resourceRows(of: app, width: width)
      case .health: healthRows(of: app)
      case .scaling: scalingRows(of: app, width: width)
      case .domain: domainRows(of: app)
      case .hooks: hookRows(of: app)
      case .yaml: yamlRows(of: app, page.manifests)
      case .history: historyRows(of: app, width: width)
      }
    guard let text = page.filters[tab], !text.isEmpty else { return rows }
    let filter = RowFilter(text)
    return rows.filter { row in !row.isSelectable || filter.matches([row.text]) }
  }
}
