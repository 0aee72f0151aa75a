import Foundation
import Model
import Terminal

extension State {
  /// Names alone; a value only for the moment for which a person asked to see it.
  func secretRows(of app: App, width: Int) -> [PageRow] {
    switch facts(of: app)?.secretKeys {
    case nil, .reading: return [.placeholder("Reading…")]
    case .failed(let reason): return [PageRow(nil, [.init("! \(reason)", .warning)])]
    case .known(let keys):
      guard !keys.isEmpty else { return [.placeholder("No secrets.")] }
      let nameWidth = min(40, (keys.map(\.count).max() ?? 0) + 2)
      return keys.map { key in
        let revealed = facts(of: app)?.revealed
        guard let revealed, revealed.key == key else {
          return .field(key, "••••••••", .muted, id: key, nameWidth: nameWidth)
        }
        let left = max(1, Int(revealed.until.timeIntervalSince(now).rounded(.up)))
        var row = PageRow.field(key, revealed.value, .warning, id: key, nameWidth: nameWidth)
        row.pieces.append(.init("  hides in \(left)s", .muted))
        return row
      } + [.blank]
        + "Sealed in the store. Deploys bring them to the cluster as the Secret \(app.name)-secrets."
        .wrapped(to: width).map { .placeholder($0) }
    }
  }
}

extension PageRow {
  static func placeholder(_ text: String) -> PageRow { PageRow(nil, [.init(text, .placeholder)]) }

  /// A field of an app: its own value, else what follows from leaving it out.
  static func setting(_ name: String, _ value: String?, default derived: String) -> PageRow {
    guard let value, value != derived else {
      return PageRow(
        name, [.init(name.padded(to: 22), .muted), .init(derived.neutralised()), .init(" (default)", .muted)])
    }
    return .field(name, value, nameWidth: 22)
  }
}
