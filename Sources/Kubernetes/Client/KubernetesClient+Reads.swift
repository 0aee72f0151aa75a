import HTTP
import JSON

/// What `/version` says.
package struct ServerVersion: Hashable, Sendable {
  /// `v1.36.2`.
  package var gitVersion: String
  /// `linux/amd64`.
  package var platform: String
}

extension KubernetesClient {
  package func version() async throws(KubernetesError) -> ServerVersion {
    let answer = try await json(APIRequest(path: "/version"))
    guard let gitVersion = answer["gitVersion"]?.string else {
      throw .undecodable(what: "/version", reason: "it has no gitVersion")
    }
    return ServerVersion(gitVersion: gitVersion, platform: answer.text("platform"))
  }

  package func get<Object: KubernetesObject>(
    _ type: Object.Type = Object.self, _ name: String, in namespace: String? = nil
  ) async throws(KubernetesError) -> Object {
    try Object(json: try await json(APIRequest(.get, type.resource, name: name, in: namespace)))
  }

  /// Any object, whole.
  package func object(
    _ resource: Resource, _ name: String, in namespace: String? = nil
  ) async throws(KubernetesError) -> JSON {
    try await json(APIRequest(.get, resource, name: name, in: namespace))
  }

  /// One page. Nil as namespace means all.
  package func page<Object: KubernetesObject>(
    _ type: Object.Type = Object.self, in namespace: String? = nil, _ options: ListOptions = .init(),
    sharing pool: StringPool = StringPool()
  ) async throws(KubernetesError) -> ObjectList<Object> {
    var request = APIRequest.list(type.resource, in: namespace, options)
    request.http.headers["Accept"] = type.accept
    let response = try await send(request)
    var decoder = ListDecoder<Object>(WireFormat(response.headers), sharing: pool)
    var items: [Object] = []
    do {
      for try await piece in response.body { try decoder.receive(piece, into: &items) }
    } catch let error as HTTPError {
      throw KubernetesError(error)
    } catch {
      throw error as? KubernetesError ?? .undecodable(what: type.resource.kind, reason: "\(error)")
    }
    let metadata = try decoder.finish()
    return ObjectList(
      items: items, resourceVersion: metadata.resourceVersion,
      continueToken: metadata.continueToken.isEmpty ? nil : metadata.continueToken,
      remainingItemCount: metadata.remainingItemCount)
  }

  /// Every page of a list.
  ///
  /// - Throws: `.expired` when the list changed for longer than the server keeps its first version: begin again.
  package func list<Object: KubernetesObject>(
    _ type: Object.Type = Object.self, in namespace: String? = nil, _ options: ListOptions = .init()
  ) async throws(KubernetesError) -> ObjectList<Object> {
    var options = options
    var whole = try await page(type, in: namespace, options)
    while let token = whole.continueToken {
      options.continueToken = token
      let next = try await page(type, in: namespace, options)
      whole.items += next.items
      whole.continueToken = next.continueToken
      whole.resourceVersion = next.resourceVersion
    }
    whole.remainingItemCount = nil
    return whole
  }
}
