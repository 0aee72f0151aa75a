import JSON
import Kubernetes
import Model
import Storage

/// A stream into a container that was opened.
package struct Entered: Sendable {
  package var session: RemoteSession
  /// Names, for people.
  package var cluster: String
  package var pod: String
  /// Whether the process has a terminal, and gets every key.
  package var hasTerminal: Bool
  /// Whether somebody reads what is written to it: a container's process only where its standard input was kept open.
  package var readsInput: Bool
}

extension Engine {
  /// Runs a command in a pod of the app, or joins the pod's own process where it names none.
  ///
  /// A process that is joined has a terminal or not since it was started: that counts, and not what is asked for, as in
  /// `kubectl attach`.
  ///
  /// - Parameters:
  ///   - pod: nil for a pod that is ready.
  ///   - container: nil for the pod's default one.
  /// - Throws: `.noPod` when the app has none of that name, or none that is ready.
  package func enter(
    _ id: AppID, _ command: RemoteCommand, pod: String? = nil, container: String? = nil
  ) async throws(EngineError) -> Entered {
    // Arguments may hold anything, so only the program's name is written down.
    let action = command.command.first.map { "exec \($0)" } ?? "attach"
    return try await audited(action, id) { () throws(EngineError) in
      let (app, client) = try await changing(id)
      let target = try await self.pod(pod, of: app)
      return try await asked(client) { () throws(KubernetesError) in
        var command = command
        var readsInput = command.takesInput
        if command.command.isEmpty {
          let spec = try await client.object(.pods, target, in: app.namespace)["spec"]
          let joined = spec?.container(named: container)
          command.hasTerminal = joined?["tty"]?.bool ?? false
          readsInput = readsInput && joined?["stdin"]?.bool ?? false
        }
        return Entered(
          session: try await client.run(command, pod: target, in: app.namespace, container: container),
          cluster: client.cluster, pod: target, hasTerminal: command.hasTerminal, readsInput: readsInput)
      }
    }
  }

  /// - Throws: `.noPod`.
  func pod(_ name: String?, of app: App) async throws(EngineError) -> String {
    let pods = try await pods(of: app.id)
    let found =
      if let name { pods.first { $0.metadata.name == name } } else {
        pods.first { $0.isReady && $0.metadata.deletionTimestamp == nil }
          ?? pods.first { $0.phase == .running && $0.metadata.deletionTimestamp == nil }
      }
    guard let found else { throw .noPod(app: app.name, name: name) }
    return found.metadata.name
  }
}

extension JSON {
  /// Of a pod's spec. Without a name the first container, as the API server takes it.
  fileprivate func container(named name: String?) -> JSON? {
    let containers = self["containers"]?.array ?? []
    return name.flatMap { name in containers.first { $0["name"]?.string == name } } ?? containers.first
  }
}
