import Model
import Terminal

extension State {
  /// What runs before a deploy, and how it went the last times.
  func hookRows(of app: App) -> [PageRow] {
    var rows: [PageRow] = [
      .heading("Before each deploy"),
      .setting("Command", app.configuration.preDeployCommand, default: "none"),
    ]
    if app.configuration.preDeployCommand != nil {
      rows.append(
        .placeholder("In a pod of its own, with the new image; a failure stops the deploy before anything changes."))
    }
    let runs = revisions.filter { $0.configuration.preDeployCommand != nil }
    rows += [.blank, .heading("Logs")]
    guard !runs.isEmpty else { return rows + [.placeholder("None of the revisions ran one.")] }
    return rows
      + runs.map { revision in
        PageRow(
          "hook \(revision.number)",
          [
            .init("revision \(revision.number)".padded(to: 22), .muted),
            .init(humanAge(from: revision.createdAt, to: now).padded(to: 8), .muted),
            .init(revision.configuration.preDeployCommand?.neutralised() ?? ""),
          ])
      }
  }
}
