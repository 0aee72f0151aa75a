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
      if target.digest == nil, ImageReference(target.configuration.image)?.digest == nil {
        answer.warnings.append("It is not known which image \(target.configuration.image) was then: the tag is used.")
      }
      for manifest in try await preflightManifests(app, target.pinnedConfiguration, secretsOf: target, client) {
        _ = try await apply(manifest, client, isDryRun: true) { _ in }
      }
    } catch {
      answer.refusal = error.explanation.text
    }
    return answer
  }
}
