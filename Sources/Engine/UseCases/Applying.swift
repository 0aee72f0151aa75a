import JSON
import Kubernetes
import Model
import Storage

extension Engine {
  /// What a revision's objects are rendered from, as the store and the cluster have it now.
  func rendering(
    of app: App, _ revision: Revision, _ client: KubernetesClient
  ) async throws(EngineError) -> RenderingInput {
    let secrets = try await stored { () throws(StoreError) in try await store.secretValues(of: revision.id) }
    let checksum = try await stored { () throws(StoreError) in try await store.secretsChecksum(of: revision.id) }
    return RenderingInput(
      app: app, revision: revision.number, configuration: revision.configuration, secrets: secrets,
      secretsChecksum: checksum, cluster: try await traits(of: app.clusterID, client),
      running: try await deployment(of: app, client)?.replicas)
  }

  func traits(of id: ClusterID, _ client: KubernetesClient) async throws(EngineError) -> ClusterTraits {
    let cluster = try await stored { () throws(StoreError) in try await store.cluster(id) }
    let version = try await asked(client) { () throws(KubernetesError) in try await client.version() }
    return ClusterTraits(
      ingressClass: cluster.ingressClass, certificateIssuer: cluster.certificateIssuer,
      hasSleepAction: version.hasSleepAction)
  }

  /// nil when the cluster has none of that name.
  func deployment(of app: App, _ client: KubernetesClient) async throws(EngineError) -> Deployment? {
    try await existing(Deployment.self, app.name, in: app.namespace, client)
  }

  /// Brings the objects to the cluster, and takes away those that the app had when it was configured otherwise.
  func apply(
    _ input: RenderingInput, _ client: KubernetesClient, takesOver: Bool
  ) async throws(EngineError) {
    let unneeded = input.unneeded
    // Before a count is set: an autoscaler that is to go would set its own.
    for object in unneeded where object.resource == .horizontalPodAutoscalers { try await prune(object, input, client) }
    for manifest in input.manifests() { try await apply(manifest, client, takesOver: takesOver) }
    for object in unneeded where object.resource != .horizontalPodAutoscalers { try await prune(object, input, client) }
  }

  /// Fields that shipit itself wrote before, by another way, are taken over; anybody else's only where `takesOver`.
  @discardableResult
  func apply(
    _ manifest: Manifest, _ client: KubernetesClient, isDryRun: Bool = false, takesOver: Bool = false
  ) async throws(EngineError) -> JSON {
    let options = WriteOptions(isDryRun: isDryRun)
    do throws(KubernetesError) {
      return try await client.writeJSON(manifest.request(options)).object
    } catch .conflict(_, let fields) {
      let held = fields.filter { !$0.isOurs }
      guard held.isEmpty || takesOver else {
        throw .fieldsHeld(
          app: manifest.body["metadata"]?["labels"]?["app"]?.string ?? manifest.reference.name, cluster: client.cluster,
          held.map { HeldField(object: manifest.reference.text, field: $0.field, manager: $0.manager) })
      }
    } catch {
      throw error == .cancelled ? .cancelled : .cluster(client.cluster, error)
    }
    return try await asked(client) { () throws(KubernetesError) in
      try await client.writeJSON(manifest.request(force: true, options)).object
    }
  }

  /// Deletes an object of the app where there is one and shipit made it. One that may not be looked at is left: who may not
  /// see such an object cannot have made it.
  ///
  /// - Parameter isMade: whether the app is known to have been deployed with it, by whomever: then not to see it is an error.
  func prune(
    _ object: ObjectReference, _ input: RenderingInput, _ client: KubernetesClient, isMade: Bool = false
  ) async throws(EngineError) {
    do {
      let live: JSON
      do throws(KubernetesError) {
        live = try await client.object(object.resource, object.name, in: object.namespace)
      } catch .forbidden where !isMade {
        return
      }
      let labels = live["metadata"]?["labels"]
      guard labels?["managed-by"]?.string == "shipit", labels?["app"]?.string == input.name else { return }
      // By uid, so that no newer object of the same name goes.
      try await client.delete(
        object.resource, object.name, in: object.namespace, uid: live["metadata"]?["uid"]?.string)
    } catch .notFound {
      return
    } catch {
      throw error == .cancelled ? .cancelled : .cluster(client.cluster, error)
    }
  }

  /// A namespace is made when it is absent, and otherwise left as it is: it is not ours alone.
  func ensureNamespace(_ name: String, _ client: KubernetesClient) async throws(EngineError) {
    guard try await lacksNamespace(name, client) else { return }
    do {
      _ = try await client.create(Namespace.self, RenderingInput.namespaceManifest(name).body)
    } catch .alreadyExists {
      return
    } catch {
      throw error == .cancelled ? .cancelled : .cluster(client.cluster, error)
    }
  }

  /// Whether a namespace is known to be absent. Those who may only work inside one often may not look at it: the apply will
  /// tell.
  func lacksNamespace(_ name: String, _ client: KubernetesClient) async throws(EngineError) -> Bool {
    guard name != "default" else { return false }
    do {
      _ = try await client.get(Namespace.self, name)
      return false
    } catch .notFound {
      return true
    } catch .forbidden {
      return false
    } catch {
      throw error == .cancelled ? .cancelled : .cluster(client.cluster, error)
    }
  }
}

extension FieldConflict {
  /// Whether the field is ours to take: shipit wrote it before, or the autoscaler that shipit made set the count.
  fileprivate var isOurs: Bool {
    manager.hasPrefix(Labels.fieldManager)
      || (field == ".spec.replicas" && manager == "kube-controller-manager")
  }
}
