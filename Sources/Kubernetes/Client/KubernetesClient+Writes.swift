import JSON

/// What a server made of a write.
package struct Written<Object: Sendable>: Sendable {
  package var object: Object
  /// It did not exist before.
  package var wasCreated: Bool
  /// Text for people; neutralise before showing.
  package var warnings: [String]
}

extension Written: Equatable where Object: Equatable {}

extension KubernetesClient {
  /// Server-side apply of a whole manifest.
  ///
  /// - Throws: `.conflict` when others manage fields that it changes, unless `force` takes them over.
  @discardableResult
  package func apply<Object: KubernetesObject>(
    _ type: Object.Type = Object.self, _ name: String, in namespace: String? = nil, _ manifest: JSON,
    force: Bool = false, _ options: WriteOptions = .init()
  ) async throws(KubernetesError) -> Written<Object> {
    try await write(.apply(type.resource, name, in: namespace, manifest, force: force, options))
  }

  @discardableResult
  package func patch<Object: KubernetesObject>(
    _ type: Object.Type = Object.self, _ name: String, in namespace: String? = nil, _ patch: Patch,
    _ options: WriteOptions = .init()
  ) async throws(KubernetesError) -> Written<Object> {
    try await write(.patch(type.resource, name, in: namespace, patch, options))
  }

  @discardableResult
  package func create<Object: KubernetesObject>(
    _ type: Object.Type = Object.self, in namespace: String? = nil, _ manifest: JSON, _ options: WriteOptions = .init()
  ) async throws(KubernetesError) -> Written<Object> {
    try await write(.create(type.resource, in: namespace, manifest, options))
  }

  /// Any write, with the answer read as a type.
  package func write<Object: KubernetesObject>(
    _ request: APIRequest
  ) async throws(KubernetesError) -> Written<Object> {
    let (json, response) = try await answer(to: request)
    return Written(
      object: try Object(json: json), wasCreated: response.status == 201, warnings: response.warnings)
  }

  /// Any write, with the answer as it came.
  package func writeJSON(_ request: APIRequest) async throws(KubernetesError) -> Written<JSON> {
    let (json, response) = try await answer(to: request)
    return Written(object: json, wasCreated: response.status == 201, warnings: response.warnings)
  }

  /// Sets the count through the scale subresource, and nothing else of the object.
  ///
  /// - Returns: the count that the server stored.
  @discardableResult
  package func scale(
    _ resource: Resource, _ name: String, in namespace: String, to replicas: Int,
    _ options: WriteOptions = .init()
  ) async throws(KubernetesError) -> Int {
    let patch = Patch.merge(["spec": ["replicas": .int(replicas)]])
    let scale = try await json(.patch(resource, name, in: namespace, subresource: "scale", patch, options))
    return scale.object("spec").number("replicas")
  }

  /// Asks for the deletion; finalizers and, with `.foreground`, what the object owns can delay it.
  package func delete(
    _ resource: Resource, _ name: String, in namespace: String? = nil, propagation: Propagation = .background,
    uid: String? = nil, isDryRun: Bool = false
  ) async throws(KubernetesError) {
    _ = try await json(
      .delete(resource, name, in: namespace, propagation: propagation, uid: uid, isDryRun: isDryRun))
  }
}
