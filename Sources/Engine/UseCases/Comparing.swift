import JSON
import Kubernetes
import Model
import Storage

/// How one object on the cluster differs from what shipit would apply.
package struct ObjectDifference: Hashable, Sendable {
  package enum Finding: Hashable, Sendable {
    /// The cluster does not have it.
    case missing
    /// The app does not need it, and shipit made it.
    case leftOver
    case changed([Field])
  }

  package struct Field: Hashable, Sendable {
    /// `spec.template.spec.containers[0].image`
    package let path: String
    /// As JSON; nil where there is none.
    package let live: String?
    package let wanted: String?
  }

  /// `Deployment web`
  package let object: String
  package let finding: Finding
}

extension Engine {
  /// What differs between two revisions; secrets by name only, each as changed or unchanged.
  package func changes(
    of id: AppID, from old: Int, to new: Int
  ) async throws(EngineError) -> [ConfigurationChange] {
    let (old, new) = try await stored { () throws(StoreError) in
      (try await store.revision(old, of: id), try await store.revision(new, of: id))
    }
    let (oldSecrets, newSecrets) = try await stored { () throws(StoreError) in
      (try await store.secretValues(of: old.id), try await store.secretValues(of: new.id))
    }
    let secrets = Set(oldSecrets.keys).union(newSecrets.keys).sorted().map { key in
      let (old, new) = (oldSecrets[key], newSecrets[key])
      return ConfigurationChange(
        field: "secret \(key)", old: old.map { _ in "set" },
        new: new.map { $0 == old ? "unchanged" : old == nil ? "set" : "changed" })
    }
    return old.configuration.changes(to: new.configuration) + secrets
  }

  /// What a cluster has of an app other than a revision says: where somebody has changed it by another way.
  ///
  /// The server itself says what an apply would make of each object, so its defaults are no differences. A dry run is a write,
  /// though, which nothing sends to a read-only cluster: there it is worked out here (`Manifest.applied`).
  ///
  /// - Parameter number: nil for the current revision.
  package func drift(of id: AppID, from number: Int? = nil) async throws(EngineError) -> [ObjectDifference] {
    let (app, client) = try await deployed(id)
    let revision = try await stored { () throws(StoreError) in
      try await store.revision(number ?? app.currentRevision, of: id)
    }
    return try await differences(from: try await rendering(of: app, revision, client), client) {
      manifest, live throws(EngineError) in
      try await outcome(of: manifest, over: live, client)
    }
  }

  /// - Parameter judged: what the server would make of an object.
  func differences(
    from input: RenderingInput, _ client: KubernetesClient,
    _ judged: (Manifest, _ live: JSON?) async throws(EngineError) -> JSON
  ) async throws(EngineError) -> [ObjectDifference] {
    var differences: [ObjectDifference] = []
    // A job is gone when its time is over, and a deploy makes another.
    for manifest in input.manifests() where manifest.reference.resource != .jobs {
      let live = try await live(manifest.reference, client)
      if let finding = Self.finding(manifest, live: live, wanted: try await judged(manifest, live)) {
        differences.append(ObjectDifference(object: manifest.reference.text, finding: finding))
      }
    }
    for object in input.unneeded {
      let live = try await live(object, client)
      guard let labels = live?["metadata"]?["labels"], labels["managed-by"]?.string == "shipit",
        labels["app"]?.string == input.name
      else { continue }
      differences.append(ObjectDifference(object: object.text, finding: .leftOver))
    }
    return differences
  }

  private static func finding(_ manifest: Manifest, live: JSON?, wanted: JSON) -> ObjectDifference.Finding? {
    guard let live else { return .missing }
    let isSecret = manifest.reference.resource == .secrets
    let fields = (live.comparable.differences(to: wanted.comparable, at: "") + wanted.variables(besides: manifest.body))
      .map { path, live, wanted in
        ObjectDifference.Field(
          path: path, live: live.map { isSecret ? "(secret)" : $0.text },
          wanted: wanted.map { isSecret ? "(secret)" : $0.text })
      }
    return fields.isEmpty ? nil : .changed(fields)
  }

  /// What the cluster would have after an apply.
  func outcome(
    of manifest: Manifest, over live: JSON?, _ client: KubernetesClient
  ) async throws(EngineError) -> JSON {
    if client.access == .readOnly { return live.map(manifest.applied) ?? manifest.body }
    return try await asked(client) { () throws(KubernetesError) in
      try await client.writeJSON(manifest.request(force: true, WriteOptions(isDryRun: true))).object
    }
  }

  func live(_ object: ObjectReference, _ client: KubernetesClient) async throws(EngineError) -> JSON? {
    try await live(object.resource, object.name, in: object.namespace, client)
  }

  /// The whole of an object; nil when the cluster has none of that name.
  func live(
    _ resource: Resource, _ name: String, in namespace: String?, _ client: KubernetesClient
  ) async throws(EngineError) -> JSON? {
    try await asked(client) { () throws(KubernetesError) -> JSON? in
      do throws(KubernetesError) {
        return try await client.object(resource, name, in: namespace)
      } catch .notFound {
        return nil
      }
    }
  }
}

extension ObjectReference {
  var text: String { "\(resource.kind) \(name)" }
}

extension JSON {
  /// Without what a server writes for itself, and what says only which revision it was.
  var comparable: JSON {
    var result = self
    result["status"] = nil
    guard var metadata = result["metadata"] else { return result }
    for key in ["managedFields", "resourceVersion", "generation", "creationTimestamp", "uid"] { metadata[key] = nil }
    if var annotations = metadata["annotations"] {
      for key in [Labels.revision, Labels.changeCause, "deployment.kubernetes.io/revision"] { annotations[key] = nil }
      metadata["annotations"] = annotations.object?.isEmpty == true ? nil : annotations
    }
    result["metadata"] = metadata
    return result
  }

  /// Variables that a Deployment's container keeps after an apply and that shipit does not write. Server-side apply leaves
  /// them to whoever added them, and so no dry run tells of them.
  fileprivate func variables(besides manifest: JSON) -> [(path: String, live: JSON?, wanted: JSON?)] {
    let path = "spec.template.spec.containers"
    let all = self["spec"]?["template"]?["spec"]?["containers"]?.array ?? []
    guard let ours = manifest["spec"]?["template"]?["spec"]?["containers"]?[0],
      let index = all.firstIndex(where: { $0["name"] == ours["name"] })
    else { return [] }
    let known = Set((ours["env"]?.array ?? []).compactMap { $0["name"]?.string })
    return (all[index]["env"]?.array ?? []).compactMap { variable in
      guard let name = variable["name"]?.string, !known.contains(name) else { return nil }
      return ("\(path)[\(index)].env.\(name)", variable["value"] ?? variable["valueFrom"] ?? "", nil)
    }
  }

  /// The leaves that differ, by path.
  fileprivate func differences(to other: JSON, at path: String) -> [(path: String, live: JSON?, wanted: JSON?)] {
    switch (self, other) {
    case (.object(let old), .object(let new)):
      return Set(old.keys).union(new.keys).sorted().flatMap { key in
        JSON.differences(old[key], new[key], at: path.isEmpty ? key : "\(path).\(key)")
      }
    case (.array(let old), .array(let new)):
      return (0..<max(old.count, new.count)).flatMap { index in
        JSON.differences(self[index], other[index], at: "\(path)[\(index)]")
      }
    default: return self == other ? [] : [(path, self, other)]
    }
  }

  private static func differences(
    _ old: JSON?, _ new: JSON?, at path: String
  ) -> [(path: String, live: JSON?, wanted: JSON?)] {
    guard let old, let new else { return old == new ? [] : [(path, old, new)] }
    return old.differences(to: new, at: path)
  }

  fileprivate var text: String { string ?? String(decoding: encoded(), as: UTF8.self) }
}
