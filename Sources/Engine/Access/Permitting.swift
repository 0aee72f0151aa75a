import Kubernetes
import Model
import Storage

extension Engine {
  /// What the cluster's rules refuse for an app. Asks the cluster at most once in five minutes for each question, and mostly
  /// with one request for a whole namespace.
  ///
  /// - Parameter afresh: asks again whatever was answered before: somebody may have been given a right since.
  /// - Returns: nil where the cluster could not be asked; nothing is known then.
  package func permissions(of id: AppID, afresh: Bool = false) async -> Permissions? {
    do {
      let app = try await store.app(id)
      let access = try await accessCache(of: app.clusterID)
      if afresh { await access.forget() }
      let keys = try await store.secretKeys(of: id)
      let input = RenderingInput(
        app: app, revision: app.currentRevision + 1, configuration: app.configuration,
        secrets: Dictionary(keys.map { ($0, "") }) { $1 })
      var permissions = Permissions()
      for action in Permissions.Action.allCases {
        for need in action.needs(input, isDeployed: app.currentRevision > 0) {
          guard permissions.refusals[action] == nil else { break }
          permissions.refusals[action] = try await refusal(of: need, access)
        }
      }
      return permissions
    } catch {
      return nil
    }
  }

  private func refusal(of need: Need, _ access: AccessCache) async throws(KubernetesError) -> String? {
    var refusal: String?
    for question in need.anyOf {
      let answer = try await access.mayI(question)
      if answer.isAllowed { return nil }
      refusal = refusal ?? question.refusal(answer.reason)
    }
    return refusal
  }

  /// As `kubectl auth can-i`: what the cluster answers to one question.
  package func mayI(_ question: AccessQuestion, on id: ClusterID) async throws(EngineError) -> AccessAnswer {
    let client = try await client(of: id)
    return try await asked(client) { () throws(KubernetesError) in try await client.review(question) }
  }

  /// As `kubectl auth can-i` for a path that is no resource: `/logs`.
  package func mayI(_ verb: String, path: String, on id: ClusterID) async throws(EngineError) -> AccessAnswer {
    let client = try await client(of: id)
    return try await asked(client) { () throws(KubernetesError) in try await client.review(verb, path: path) }
  }

  /// As `kubectl auth can-i --list`.
  package func accessRules(on id: ClusterID, in namespace: String) async throws(EngineError) -> AccessRules {
    let client = try await client(of: id)
    return try await asked(client) { () throws(KubernetesError) in try await client.rules(in: namespace) }
  }

  /// A resource by any of the names that kubectl takes; nil when the cluster has none of it.
  package func resource(named name: String, on id: ClusterID) async throws(EngineError) -> Resource? {
    let client = try await client(of: id)
    return try await asked(client) { () throws(KubernetesError) in try await client.resource(named: name) }
  }
}

extension AccessQuestion {
  /// Why it is not done, as a sentence.
  ///
  /// - Parameter reason: the server's own, where it gives one.
  func refusal(_ reason: String) -> String {
    let what = subresource.isEmpty ? resource.plural : "\(resource.plural)/\(subresource)"
    let place = namespace.isEmpty ? "" : " in \(namespace)"
    return "You may not \(verb) \(what)\(place) (\(reason.isEmpty ? "RBAC" : reason.neutralised()))."
  }
}
