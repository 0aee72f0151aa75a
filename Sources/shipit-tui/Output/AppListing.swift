import Foundation
import Model

extension Listing<App> {
  init(_ apps: [App], _ catalog: Catalog, now: Date) {
    self.init(
      records: apps, header: ["APP", "NAMESPACE", "STATUS", "REPLICAS", "IMAGE", "REVISION", "UPDATED"],
      row: { app in
        [
          catalog.name(of: app), app.namespace, app.status.rawValue, "\(app.configuration.replicas)",
          app.configuration.image, app.currentRevision == 0 ? "-" : "\(app.currentRevision)",
          humanAge(from: app.updatedAt, to: now),
        ]
      },
      name: catalog.name(of:),
      nothing: "There are no apps. Create one: shipit-tui apps create PROJECT/CLUSTER --name NAME --image IMAGE")
  }
}
