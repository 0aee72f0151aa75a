import Model
import Terminal

extension State {
  /// Who did what to the app, newest first, as the store has written it down.
  func historyRows(of app: App, width: Int) -> [PageRow] {
    switch facts(of: app)?.history {
    case nil, .reading: return [.placeholder("Reading…")]
    case .failed(let reason): return [PageRow(nil, [.init("! \(reason)", .warning)])]
    case .known(let entries):
      guard !entries.isEmpty else { return [.placeholder("Nothing was done to it by shipit on this machine.")] }
      let names = entries.map { "\($0.actor)@\($0.origin)".neutralised() }
      let nameWidth = min(30, names.map(\.displayWidth).max() ?? 0)
      return entries.map { entry in
        let (sign, role): (String, Role) =
          switch entry.outcome {
          case .started: ("◐", .progress)
          case .done: ("✓", .good)
          case .failed: ("✗", .bad)
          }
        var row = PageRow(
          "\(entry.id)",
          [
            .init(humanAge(from: entry.startedAt, to: now).padded(to: 7), .muted), .init("\(sign) ", role),
            .init(
              "\(entry.actor)@\(entry.origin)".neutralised().fitted(to: nameWidth).padded(to: nameWidth) + "  ", .muted),
            .init(entry.action.neutralised()),
          ])
        if let message = entry.message { row.pieces.append(.init("  \(message.neutralised())", role)) }
        return row
      }
    }
  }
}
