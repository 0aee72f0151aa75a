import JSON
import Kubernetes
import Model
import Storage

extension Engine {
  /// Brings a revision's objects to the cluster and returns the Deployment as the server has it now.
  func apply(
    _ app: App, _ revision: Revision, _ client: KubernetesClient, _ tell: @escaping RolloutListener
  ) async throws(EngineError) -> Deployment {
    let secrets = try await stored { () throws(StoreError) in try await store.secretValues(of: revision.id) }
    var input = RenderingInput(
      app: app, revision: revision.number, configuration: revision.configuration, secrets: secrets)
    try await ensureNamespace(app.namespace, client)
    if let secret = input.secretManifest() {
      // A secret that is applied unchanged keeps its version, so its version says whether the pods must be rolled.
      input.secretsVersion = try await apply(secret, client, tell)["metadata"]?["resourceVersion"]?.string
    }
    let answer = try await apply(input.deploymentManifest(), client, tell)
    if let service = input.serviceManifest() { _ = try await apply(service, client, tell) }
    do {
      return try Deployment(json: answer)
    } catch {
      throw .cluster(client.cluster, error)
    }
  }

  /// Fields that only shipit itself wrote before, by another way, are taken over; anybody else's are not.
  private func apply(
    _ manifest: Manifest, _ client: KubernetesClient, _ tell: RolloutListener
  ) async throws(EngineError) -> JSON {
    let written = try await asked(client) { () async throws(KubernetesError) -> Written<JSON> in
      do throws(KubernetesError) {
        return try await client.writeJSON(manifest.request(force: false))
      } catch .conflict(_, let fields) where fields.allSatisfy({ $0.manager.hasPrefix(Labels.fieldManager) }) {
        return try await client.writeJSON(manifest.request(force: true))
      }
    }
    for warning in written.warnings { await tell(.warned(warning.neutralised())) }
    return written.object
  }

  /// A namespace is made when it is absent, and otherwise left as it is: it is not ours alone.
  private func ensureNamespace(_ name: String, _ client: KubernetesClient) async throws(EngineError) {
    guard name != "default" else { return }
    do {
      _ = try await client.get(Namespace.self, name)
    } catch .notFound {
      do {
        _ = try await client.create(Namespace.self, RenderingInput.namespaceManifest(name).body)
      } catch .alreadyExists {
        return
      } catch {
        throw error == .cancelled ? .cancelled : .cluster(client.cluster, error)
      }
    } catch .forbidden {
      // Those who may only work inside a namespace often may not look at the namespace itself; the apply will tell.
      return
    } catch {
      throw error == .cancelled ? .cancelled : .cluster(client.cluster, error)
    }
  }
}

extension Manifest {
  func request(force: Bool) -> APIRequest {
    .apply(Resource(self), name, in: namespace, body, force: force, WriteOptions())
  }
}

extension Resource {
  init(_ manifest: Manifest) {
    let parts = manifest.apiVersion.split(separator: "/").map(String.init)
    self.init(
      group: parts.count == 2 ? parts[0] : "", version: parts.last ?? "v1", plural: manifest.resource,
      kind: manifest.kind,
      isNamespaced: manifest.namespace != nil)
  }
}
