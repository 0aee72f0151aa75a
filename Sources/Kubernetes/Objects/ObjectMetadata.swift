import Foundation
import JSON

/// `meta/v1.ObjectMeta` without `managedFields`, which is nearly half of what a server sends.
package struct ObjectMetadata: Hashable, Sendable {
  package var name = ""
  /// Empty for objects of the whole cluster.
  package var namespace = ""
  package var uid = ""
  package var resourceVersion = ""
  /// Counts the changes to the spec; 0 where the kind has none.
  package var generation = 0
  package var createdAt: Date?
  /// When deletion was asked for (plus the grace period); finalizers may still hold the object.
  package var deletionTimestamp: Date?
  package var labels: [String: String] = [:]
  /// Without `kubectl.kubernetes.io/last-applied-configuration`, a copy of the whole object.
  package var annotations: [String: String] = [:]
  package var controller: Owner?

  package struct Owner: Hashable, Sendable {
    package var kind: String
    package var name: String
    package var uid: String

    package init(kind: String, name: String, uid: String) {
      self.kind = kind
      self.name = name
      self.uid = uid
    }
  }

  package init() {}

  package var identity: ObjectIdentity { ObjectIdentity(namespace: namespace, name: name) }

  static let lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration"
}

extension ObjectMetadata {
  /// - Throws: `.undecodable` when there is no name, which every object that a server sends has.
  init(of object: JSON, _ resource: Resource) throws(KubernetesError) {
    guard let json = object["metadata"], let name = json["name"]?.string else {
      throw .undecodable(what: resource.kind, reason: "it has no metadata.name")
    }
    if let kind = object["kind"]?.string, kind != resource.kind {
      throw .undecodable(what: resource.kind, reason: "its kind is \(kind)")
    }
    self.name = name
    namespace = json.text("namespace")
    uid = json.text("uid")
    resourceVersion = json.text("resourceVersion")
    generation = json.number("generation")
    createdAt = json.date("creationTimestamp")
    deletionTimestamp = json.date("deletionTimestamp")
    labels = json.texts("labels")
    annotations = json.texts("annotations")
    annotations[Self.lastAppliedAnnotation] = nil
    controller = json.list("ownerReferences").first { $0.flag("controller") }.map { owner in
      Owner(kind: owner.text("kind"), name: owner.text("name"), uid: owner.text("uid"))
    }
  }
}
