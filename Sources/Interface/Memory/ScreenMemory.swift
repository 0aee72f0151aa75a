import Engine
import Foundation
import Model

/// Where a person was when they left: kept in the store as one JSON value, so that the next start goes on from there.
///
/// Every field may be missing and every value may be unknown: what cannot be used is left as it is without it.
package struct ScreenMemory: Hashable, Sendable, Codable {
  package var focus: String?
  package var zoom: Int?
  /// The chosen row of a pane, by its id.
  package var selected: [String: String]?
  package var filters: [String: String]?
  package var sorts: [String: SortOrder]?
  package var sizes: PaneSizes?
  /// The tab of the app's page, when that was open.
  package var appTab: String?
  /// How the log tells the time.
  package var times: String?
  package var wrap: Bool?
  /// Whether structured lines of logs are shown as fields.
  package var fields: Bool?
  /// The ids of the apps whose tails were pinned, in order.
  package var tails: [String]?
  /// The fields that were chosen, by the id of the app.
  package var appFields: [String: String]?
  package var theme: Settings.Choice?
  package var keymap: Settings.Choice?

  package init() {}

  /// The setting of the store that holds it.
  package static let setting = "screen"

  /// nil for what is no memory of ours: a start without one is better than none.
  package init?(json: String) {
    guard let memory = try? JSONDecoder().decode(ScreenMemory.self, from: Data(json.utf8)) else { return nil }
    self = memory
  }

  /// What the last run left; nil when it left nothing that can be used.
  package static func read(from engine: Engine) async -> ScreenMemory? {
    (try? await engine.store.setting(setting)).flatMap { $0 }.flatMap { ScreenMemory(json: $0) }
  }

  package var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Strings, numbers and dictionaries of them cannot fail to be written.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

extension State {
  /// What would be remembered now.
  package var memory: ScreenMemory {
    var memory = ScreenMemory()
    memory.focus = Place.pane(focus).name
    memory.zoom = zoom.rawValue
    memory.selected = [:]
    memory.filters = [:]
    memory.sorts = [:]
    memory.sizes = sizes
    for pane in Pane.allCases {
      let name = Place.pane(pane).name
      // The revision belongs to what runs, not to where the person was.
      if pane != .revisions { memory.selected?[name] = list(pane).selectedID }
      if let order = sorts[pane] { memory.sorts?[name] = order }
      if !filter(pane).isEmpty { memory.filters?[name] = filter(pane) }
    }
    if case .app(let page) = pages.first { memory.appTab = page.tab.rawValue }
    memory.times = logs.timestamps.rawValue
    memory.wrap = logs.wraps
    memory.fields = logs.showsFields
    memory.tails = tails.filter { $0.pinned != nil }.compactMap { $0.app?.rawValue }
    memory.appFields = Dictionary(uniqueKeysWithValues: logFields.map { ($0.key.rawValue, $0.value) })
    memory.theme = settings.theme
    memory.keymap = settings.keymap
    return memory
  }

  /// Goes back to where the person was. Called before the first frame, when the store's rows are not read yet.
  package mutating func restore(_ memory: ScreenMemory) {
    let panes = Dictionary(uniqueKeysWithValues: Pane.allCases.map { (Place.pane($0).name, $0) })
    if let pane = memory.focus.flatMap({ panes[$0] }) {
      focus = pane
      isRestored = true
    }
    if let zoom = memory.zoom.flatMap(Zoom.init(rawValue:)) { self.zoom = zoom }
    for (name, id) in memory.selected ?? [:] {
      if let pane = panes[name] { lists[pane, default: ListState()].selectedID = id }
    }
    for (name, text) in memory.filters ?? [:] {
      guard let pane = panes[name] else { continue }
      if pane == .logs { logs.setFilter(text) } else { lists[pane, default: ListState()].filter = text }
    }
    for (name, order) in memory.sorts ?? [:] {
      guard let pane = panes[name], SortColumn.all(of: pane).contains(order.column) else { continue }
      sorts[pane] = order
    }
    if let sizes = memory.sizes { self.sizes = sizes }
    if let tab = memory.appTab.flatMap(AppPage.Tab.init(rawValue:)) {
      var page = AppPage()
      page.tab = tab
      open(.app(page))
    }
    if let times = memory.times.flatMap(LogTimestamps.init(rawValue:)) { logs.timestamps = times }
    if let wrap = memory.wrap { logs.wraps = wrap }
    if let fields = memory.fields { logs.showsFields = fields }
    for (index, id) in (memory.tails ?? []).prefix(Self.mostTabs).enumerated() {
      var tail = logs.successor(for: AppID(rawValue: id))
      tail.pinned = index + 1
      tail.park()
      pinnedTails.append(tail)
    }
    for (app, fields) in memory.appFields ?? [:] { logFields[AppID(rawValue: app)] = fields }
    settings.theme = memory.theme
    settings.keymap = memory.keymap
    remembered = self.memory
  }

  /// Seldom enough that moving about costs no writes, often enough that a killed process loses little.
  static let memoryInterval: TimeInterval = 5

  /// What is to be written now, once in a while and only when it has changed.
  mutating func rememberIfDue() -> [Effect] {
    let memory = memory
    guard memory != remembered, now.timeIntervalSince(rememberedAt) >= Self.memoryInterval else { return [] }
    (remembered, rememberedAt) = (memory, now)
    return [.remember(memory)]
  }
}
