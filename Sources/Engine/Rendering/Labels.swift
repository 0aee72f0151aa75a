import Model

/// The names by which shipit finds what is its own in a cluster; shipit's server uses the same.
package enum Labels {
  /// What every object of an app carries. The selector is `app` alone.
  package static func all(app name: String) -> [String: String] {
    ["app": name].merging(ours) { $1 }
  }

  /// What a pod carries that belongs to an app and is none of its own: no selector of the app may find it, or its Service
  /// would send requests to a migration.
  static func errand(of app: String, _ role: String) -> [String: String] {
    [errandOf: app, errandRole: role].merging(ours) { $1 }
  }

  private static let ours = ["managed-by": "shipit", "app.kubernetes.io/managed-by": "shipit"]

  package static func selector(app name: String) -> String { "app=\(name)" }
  package static let managed = "managed-by=shipit"
  package static let fieldManager = "shipit"

  static let errandOf = "shipit.dev/errand-of"
  static let errandRole = "shipit.dev/errand"

  /// On the Deployment, not on its pods, so that a deploy that changes nothing rolls nothing.
  package static let revision = "shipit.dev/revision"
  package static let appID = "shipit.dev/app-id"
  /// On the pod template: changed secrets roll the pods.
  static let secretsChecksum = "shipit.dev/secrets-checksum"
  /// kubectl shows it in `rollout history`.
  static let changeCause = "kubernetes.io/change-cause"
}
