import Engine
import Model

extension State {
  /// What the app is and how it is.
  func overviewRows(of app: App, width: Int) -> [PageRow] {
    let status = status(of: app)
    let live = live(of: app)
    return [
      .heading("State"),
      .field("Status", "\(status.sign) \(status.text)", status.role),
      .field("Ready", live.map { "\($0.ready) of \($0.desired)" } ?? "–"),
      .field("Image", live?.image ?? app.configuration.image),
      .field("Revision", app.currentRevision == 0 ? "–" : "\(app.currentRevision)"),
      .field("Namespace", app.namespace),
    ]
  }
}
