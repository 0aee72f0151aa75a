import Engine
import Model
import Terminal

/// An app's state in one word, a sign that does not depend on colour, and a role.
package struct StatusLine: Hashable, Sendable {
  package let sign: Character
  package let text: String
  package let role: Role
}

extension State {
  /// The cluster's word where there is one, else the store's; what may be out of date is muted by the view.
  package func status(of app: App) -> StatusLine {
    guard let live = live(of: app) else {
      if app.currentRevision == 0 { return StatusLine(sign: "·", text: "not deployed", role: .muted) }
      guard let cluster = live[app.clusterID], cluster.asOf != nil, !cluster.unknownNamespaces.contains(app.namespace)
      else {
        return StatusLine(sign: "?", text: "unknown", role: .muted)
      }
      if app.configuration.kind.endsByItself, let line = StatusLine(ofJob: app) { return line }
      if app.status.isUnsettled { return StatusLine(sign: "◐", text: "starting", role: .progress) }
      return StatusLine(sign: "✗", text: "not on the cluster", role: .bad)
    }
    switch live.health {
    case .running where !live.drift.isEmpty:
      return StatusLine(sign: "≠", text: "drift: \(live.drift.map(\.text).joined(separator: ", "))", role: .warning)
    case .running: return StatusLine(sign: "●", text: "running", role: .good)
    case .rolling: return StatusLine(sign: "◐", text: rollingText(app, live), role: .progress)
    case .failing(let reason): return StatusLine(sign: "✗", text: reason, role: .bad)
    case .degraded: return StatusLine(sign: "◑", text: "degraded", role: .warning)
    case .stopped: return StatusLine(sign: "○", text: "stopped", role: .muted)
    }
  }

  package func statusText(of app: App) -> String { status(of: app).text }

  /// Whether what is shown of the app may have changed since.
  package func isStale(_ app: App) -> Bool { live[app.clusterID]?.isCurrent != true }

  private func rollingText(_ app: App, _ live: LiveApp) -> String {
    let verb = app.status == .rollingBack ? "rolling back" : "rolling out"
    return "\(verb) \(live.updated < live.desired ? live.updated : live.available)/\(live.desired)"
  }
}

extension StatusLine {
  /// What the store says of a cron job or a task, which have no Deployment; nil while a deploy is under way.
  fileprivate init?(ofJob app: App) {
    switch app.status {
    case .running: self.init(sign: "●", text: app.configuration.kind == .cron ? "scheduled" : "done", role: .good)
    case .failed: self.init(sign: "✗", text: "failed", role: .bad)
    case .pending, .deploying, .verifying, .rollingBack: return nil
    }
  }
}
