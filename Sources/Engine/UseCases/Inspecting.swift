import JSON
import Kubernetes
import Model
import Storage

/// One object of an app as the next deploy would send it, and as the cluster has it. Values of secrets are never in it.
package struct ManifestComparison: Hashable, Sendable {
  /// `Deployment web`
  package let object: String
  package let rendered: JSON
  /// Without what the server keeps for itself; nil where the cluster has none.
  package let live: JSON?
  /// What the cluster would have after the deploy; nil where it could not be asked.
  package let wanted: JSON?
}

extension Engine {
  /// What the next deploy would send, object by object, beside what there is.
  ///
  /// The server says by a dry run what it would make of each; one that refuses dry runs leaves `wanted` out. For a read-only
  /// cluster it is worked out here.
  package func comparison(of id: AppID) async throws(EngineError) -> [ManifestComparison] {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    let client = try await client(of: app.clusterID)
    let input = try await preflight(app, app.configuration, secretsOf: nil, client)
    var comparisons: [ManifestComparison] = []
    for manifest in input.manifests() {
      let stored = try await live(manifest.reference, client)
      let live = stored?.comparable
      let wanted = (try? await outcome(of: manifest, over: stored, client))?.comparable
      comparisons.append(
        ManifestComparison(
          object: manifest.reference.text, rendered: manifest.body.masked(besides: nil),
          live: live?.masked(besides: nil),
          wanted: wanted?.masked(besides: live)))
    }
    return comparisons
  }

  /// What was done to the app, newest first.
  package func history(of id: AppID, limit: Int = 500) async throws(EngineError) -> [AuditEntry] {
    let subject = try await name(of: id)
    return try await stored { () throws(StoreError) in try await store.audit(of: subject, limit: limit) }
  }

  /// The names of the app's secrets, in order.
  package func secretKeys(of id: AppID) async throws(EngineError) -> [String] {
    try await stored { () throws(StoreError) in try await store.secretKeys(of: id) }
  }

  /// What the pre-deploy command of a revision wrote; nil where there was none.
  package func hookLog(of id: AppID, revision number: Int) async throws(EngineError) -> String? {
    try await stored { () throws(StoreError) in
      try await store.hookLog(of: try await store.revision(number, of: id).id)
    }
  }

  /// The value of one secret, for a person who asks to see it; that somebody did is written down.
  package func revealSecret(_ key: String, of id: AppID) async throws(EngineError) -> String {
    try await audited("reveal secret \(key)", id) { () throws(EngineError) in
      try await stored { () throws(StoreError) in try await store.secretValue(key, of: id) }
    }
  }
}

extension JSON {
  /// A Secret without its values.
  ///
  /// - Parameter other: what values are compared with, to tell that they differ.
  fileprivate func masked(besides other: JSON?) -> JSON {
    guard self["kind"]?.string == "Secret" else { return self }
    var result = self
    // `kubectl apply` keeps all that it was given in an annotation, values included.
    result["metadata"]?["annotations"]?["kubectl.kubernetes.io/last-applied-configuration"] = nil
    for field in ["data", "stringData"] {
      guard let values = self[field]?.object else { continue }
      result[field] = .object(
        Dictionary(
          uniqueKeysWithValues: values.map { key, value in
            let old = other?[field]?[key]
            return (key, old != nil && old != value ? "(secret, another value)" : "(secret)")
          }))
    }
    return result
  }
}
