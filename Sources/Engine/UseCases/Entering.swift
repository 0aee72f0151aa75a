import Kubernetes
import Model
import Storage

extension Engine {
  /// Runs a command in a pod of the app, or joins the pod's own process where it names none.
  ///
  /// - Parameters:
  ///   - pod: nil for a pod that is ready.
  ///   - container: nil for the pod's default one.
  /// - Throws: `.noPod` when the app has none of that name, or none that is ready.
  package func enter(
    _ id: AppID, _ command: RemoteCommand, pod: String? = nil, container: String? = nil
  ) async throws(EngineError) -> RemoteSession {
    // Arguments may hold anything, so only the program's name is written down.
    let action = command.command.first.map { "exec \($0)" } ?? "attach"
    return try await audited(action, id) { () throws(EngineError) in
      let (app, client) = try await changing(id)
      let target = try await self.pod(pod, of: app)
      return try await asked(client) { () throws(KubernetesError) in
        try await client.run(command, pod: target, in: app.namespace, container: container)
      }
    }
  }

  /// One connection to a port of a pod of the app.
  package func connect(toPort port: Int, of id: AppID, pod: String? = nil) async throws(EngineError) -> PortForward {
    let (app, client) = try await changing(id)
    let target = try await self.pod(pod, of: app)
    return try await asked(client) { () throws(KubernetesError) in
      try await client.portForward(pod: target, in: app.namespace, port: port)
    }
  }

  private func pod(_ name: String?, of app: App) async throws(EngineError) -> String {
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
