import Model

/// The names by which shipit finds what is its own in a cluster; shipit's server uses the same.
package enum Labels {
  /// What every object of an app carries. The selector is `app` alone.
  package static func all(app name: String) -> [String: String] {
    ["app": name, "managed-by": "shipit", "app.kubernetes.io/managed-by": "shipit"]
  }

  package static func selector(app name: String) -> String { "app=\(name)" }
  package static let managed = "managed-by=shipit"
  package static let fieldManager = "shipit"

  /// On the Deployment, not on its pods, so that a deploy that changes nothing rolls nothing.
  package static let revision = "shipit.dev/revision"
  package static let appID = "shipit.dev/app-id"
  /// On the pod template: changed secrets roll the pods.
  static let secretsVersion = "shipit.dev/secrets-version"
  /// kubectl shows it in `rollout history`.
  static let changeCause = "kubernetes.io/change-cause"
}
