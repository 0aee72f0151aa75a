import Model
import Storage

/// What a cluster says to something before it is done.
package struct Preflight: Hashable, Sendable {
  /// Why it would not take it, in words; nil where it would.
  package var refusal: String?
  /// What it would take, and a person should know.
  package var warnings: [String]

  package init(refusal: String? = nil, warnings: [String] = []) {
    self.refusal = refusal
    self.warnings = warnings
  }
}

extension Engine {
  /// Whether the cluster would accept a rollback: its rules, permissions and admission, by a dry run of every object.
  /// Changes nothing, and so needs no confirmation on a protected cluster.
  package func checkRollback(of id: AppID, to number: Int) async -> Preflight {
    var answer = Preflight()
    do throws(EngineError) {
      let (app, client) = try await deployed(id)
      let target = try await stored { () throws(StoreError) in try await store.revision(number, of: id) }
      let (present, restored) = try await stored { () throws(StoreError) in
        (try await store.secretKeys(of: id), try await store.secretValues(of: target.id))
      }
      let lost = Set(present).subtracting(restored.keys).sorted()
      if !lost.isEmpty {
        answer.warnings.append("Revision \(number) had no secret \(lost.joined(separator: ", ")): it will be gone.")
      }
      let unkept = try await secretsLost(of: id, goingBackTo: target)
      if !unkept.isEmpty { answer.warnings.append(Self.words(forLost: unkept)) }
      if target.digest == nil, ImageReference(target.configuration.image)?.digest == nil {
        answer.warnings.append("It is not known which image \(target.configuration.image) was then: the tag is used.")
      }
      for manifest in try await preflight(app, target.pinnedConfiguration, secretsOf: target, client).everything {
        try await apply(manifest, client, isDryRun: true)
      }
    } catch {
      answer.refusal = error.explanation.text
    }
    return answer
  }

  /// The secrets whose present values no revision has, and which going back would replace or remove: they were set since the last
  /// deploy.
  package func secretsLost(of id: AppID, goingBackTo target: Revision) async throws(EngineError) -> [String] {
    try await stored { () throws(StoreError) in
      let (present, restored) = (try await store.secretValues(of: id), try await store.secretValues(of: target.id))
      let newest = try await store.revisions(of: id).first
      let kept = if let newest { try await store.secretValues(of: newest.id) } else { [String: String]() }
      return present.filter { restored[$0.key] != $0.value && kept[$0.key] != $0.value }.keys.sorted()
    }
  }

  package static func words(forLost keys: [String]) -> String {
    let (be, it) = keys.count == 1 ? ("was", "its value") : ("were", "their values")
    return "\(keys.joined(separator: ", ")) \(be) set since the last deploy: no revision has \(it), and going back "
      + "loses \(keys.count == 1 ? "it" : "them")."
  }

  /// What a deploy would change on the cluster, which judges it by a dry run as it does before every deploy; with a revision's
  /// number what going back to it would. Nothing is changed, here or there, and so no confirmation is needed.
  ///
  /// - Throws: what the deploy would be refused for.
  package func rehearsal(of id: AppID, backTo number: Int? = nil) async throws(EngineError) -> [ObjectDifference] {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    let client = try await client(of: app.clusterID)
    let target: Revision?
    if let number {
      target = try await stored { () throws(StoreError) in try await store.revision(number, of: id) }
    } else {
      target = nil
    }
    let configuration = target?.pinnedConfiguration ?? app.configuration
    try check(configuration.problems)
    let input = try await preflight(app, configuration, secretsOf: target, client)
    guard try await !lacksNamespace(app.namespace, client) else {
      // The cluster would refuse every object for want of it.
      return (["Namespace \(app.namespace)"] + input.everything.map(\.reference.text)).map {
        ObjectDifference(object: $0, finding: .missing)
      }
    }
    let hook = input.hookManifest()
    if let hook { try await apply(hook, client, isDryRun: true) }
    let differences = try await differences(from: input, client) { manifest, _ throws(EngineError) in
      try await apply(manifest, client, isDryRun: true)
    }
    // Each deploy runs it anew.
    return (hook.map { [ObjectDifference(object: $0.reference.text, finding: .missing)] } ?? []) + differences
  }
}
