import Kubernetes
import Model
import Storage

extension Engine {
  /// Runs a command to its end in a pod of its own, with the image, environment and secrets that the app ran well
  /// with last.
  ///
  /// - Throws: `.commandFailed` when it does not end well.
  package func run(
    _ command: [String], in id: AppID, tell: @escaping RolloutListener = { _ in }
  ) async throws(EngineError) {
    // Arguments may hold anything, so only the program's name is written down.
    try await audited("run \(command.first ?? "")", id) { () throws(EngineError) in
      let (app, client) = try await changing(id)
      let revision = try await stored { () throws(StoreError) in
        // One that never came up may need just this command: where none has, it is the current one.
        if let good = try await store.revisions(of: id).first(where: { $0.outcome == .success }) { return good }
        return try await store.revision(app.currentRevision, of: id)
      }
      let input = try await rendering(of: app, revision, client)
      let unique = AppID().rawValue.prefix(8)
      let manifest = input.errandManifest(
        .run, name: RenderingInput.jobName(app.name, "run-\(unique)"), command: command)
      let written: Written<Job> = try await asked(client) { () throws(KubernetesError) in
        try await client.create(Job.self, in: app.namespace, manifest.body)
      }
      let end = try await follow(written.object, in: app.namespace, client, tell)
      guard let failure = end.failure else { return }
      throw .commandFailed(app: app.name, reason: failure)
    }
  }
}
