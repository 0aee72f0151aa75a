import Engine
import Foundation
import Model

/// Something that is read beside the loop.
package enum Fact<Value: Hashable & Sendable>: Hashable, Sendable {
  case reading
  case known(Value)
  /// Why it cannot be read, as a sentence.
  case failed(String)

  package var value: Value? {
    guard case .known(let value) = self else { return nil }
    return value
  }
}

/// What an app's page shows and the panes do not know. It is there only while such a page is open.
package struct AppFacts: Hashable, Sendable {
  package let app: AppID
  /// nil until the cluster has told.
  package var detail: AppDetail?
  package var secretKeys = Fact<[String]>.reading
  package var history = Fact<[AuditEntry]>.reading
  package var manifests = Fact<[ManifestText]>.reading
  /// nil for an app without a domain.
  package var domain = Fact<DomainStatus?>.reading
  package var revealed: RevealedSecret?
  /// The tab that was read last, and the record it was read for.
  fileprivate var read: Reading?

  fileprivate struct Reading: Hashable, Sendable {
    let tab: AppPage.Tab
    let record: App
    /// Where the world reaches the app: another address is another answer.
    let addresses: [String]
  }

  package init(app: AppID) {
    self.app = app
  }
}

/// A secret that a person asked to see. It hides by itself, and with the tab.
package struct RevealedSecret: Hashable, Sendable {
  package let key: String
  package let value: String
  package let until: Date

  package static let seconds = 8.0
}

/// What reading one tab brought.
package enum AppFact: Hashable, Sendable {
  case detail(AppDetail)
  case secretKeys(Fact<[String]>)
  case history(Fact<[AuditEntry]>)
  case manifests(Fact<[ManifestText]>)
  case domain(Fact<DomainStatus?>)
  case secret(key: String, value: String)
}

extension State {
  /// The chosen app's facts; nil where they are those of another.
  func facts(of app: App) -> AppFacts? { facts?.app == app.id ? facts : nil }

  mutating func learn(_ fact: AppFact, of app: AppID) {
    guard facts?.app == app else { return }
    switch fact {
    case .detail(let detail): facts?.detail = detail
    case .secretKeys(let keys): facts?.secretKeys = keys
    case .history(let entries): facts?.history = entries
    case .manifests(let manifests): facts?.manifests = manifests
    case .domain(let status): facts?.domain = status
    case .secret(let key, let value):
      // Who has gone elsewhere in the meantime does not want it on the screen any more.
      guard showsSecrets else { return }
      facts?.revealed = RevealedSecret(
        key: key, value: value, until: now.addingTimeInterval(RevealedSecret.seconds))
    }
  }

  /// Hides what was shown for a moment.
  mutating func hideSecret() {
    guard let revealed = facts?.revealed, revealed.until <= now || !showsSecrets else { return }
    facts?.revealed = nil
  }

  /// What a tab shows has changed without the app's own record.
  mutating func rereadTab(of app: AppID) {
    if facts?.app == app { facts?.read = nil }
  }

  private var showsSecrets: Bool {
    guard case .app(let page) = page else { return false }
    return page.tab == .secrets
  }

  /// An open page follows its app, and reads what its tab shows; a closed one follows nothing.
  mutating func followPage() -> [Effect] {
    let open: AppPage? = pages.lazy.compactMap { if case .app(let page) = $0 { page } else { nil } }.last
    guard let open, let app = selectedApp else {
      guard facts != nil else { return [] }
      facts = nil
      return [.stopDetail]
    }
    var effects: [Effect] = []
    if facts?.app != app.id {
      facts = AppFacts(app: app.id)
      effects.append(.followDetail(app.id))
    }
    hideSecret()
    let addresses = open.tab == .domain ? facts?.detail?.addresses ?? [] : []
    let reading = AppFacts.Reading(tab: open.tab, record: app, addresses: addresses)
    if facts?.read != reading {
      facts?.read = reading
      if open.tab.isRead { effects.append(.readTab(app.id, open.tab)) }
    }
    return effects
  }
}

extension AppPage.Tab {
  /// Whether it shows what has to be read first.
  fileprivate var isRead: Bool { [.secrets, .domain, .history, .yaml].contains(self) }
}
