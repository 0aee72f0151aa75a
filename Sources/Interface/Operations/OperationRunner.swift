import Engine
import Model

extension EffectRunner {
  /// Runs an operation to its end and tells how it went.
  func perform(_ operation: Operation, confirming cluster: ConfirmedCluster?) async {
    do throws(EngineError) {
      let telling = engine.warning { text in await send(.operationWarned(operation, text)) }
      let done = try await result(of: operation, cluster.map { telling.confirmed($0.id, by: $0.name) } ?? telling)
      await send(.operationDone(operation, done))
    } catch .cancelled {
      // Where the person stopped the waiting, this reaches nobody.
      await send(.operationDone(operation, "Stopped waiting; what the cluster was asked goes on there."))
    } catch .pluginNotAllowed(cluster: nil, let plugin) {
      await send(.consentNeeded(operation, plugin))
    } catch .fieldsHeld(let app, let cluster, let fields) {
      let explanation = EngineError.fieldsHeld(app: app, cluster: cluster, fields).explanation
      await send(.fieldsHeld(operation, Message(explanation, title: title(of: operation)), fields))
    } catch {
      await send(.operationFailed(operation, Message(error.explanation, title: title(of: error, in: operation))))
    }
  }

  private func result(of operation: Operation, _ engine: Engine) async throws(EngineError) -> String {
    let tell: RolloutListener = { progress in
      switch progress {
      case .warned(let text): await send(.operationWarned(operation, text))
      default: if let text = progress.text { await send(.operationTold(operation, text)) }
      }
    }
    switch operation {
    case .createProject(let name): return "Created \(try await engine.createProject(named: name).name)."
    case .deleteProject(let id):
      try await engine.deleteProject(id)
      return "Deleted the project."
    case .connectCluster(let project, let name, let kubeconfig, let context, let consent):
      let cluster = try await engine.connect(
        .init(project: project, name: name, kubeconfig: kubeconfig, context: context, consent: consent))
      return cluster.status == .connected ? "Connected \(name)." : "Stored \(name), which does not answer yet."
    case .deleteCluster(let id):
      try await engine.disconnect(id)
      return "Disconnected the cluster."
    case .allowPlugin(let id, let plugin):
      try await engine.allowPlugin(plugin, of: id)
      return "Allowed. It asks again when the command changes."
    case .createApp(let draft): return "Created \(try await engine.createApp(draft).name). Press d to deploy it."
    case .updateApp(let id, let configuration):
      let app = try await engine.updateApp(id, configuration: configuration)
      return "Saved \(app.name). Press d to deploy the change."
    case .setSecret(let id, let name, let value):
      try await engine.setSecret(name, to: value, of: id)
      return "Set \(name). Press d to deploy the change."
    case .deleteSecret(let id, let name):
      try await engine.deleteSecret(name, of: id)
      return "Deleted \(name). Press d to deploy the change."
    case .deploy(let id, let takesOver):
      let revision = try await engine.deploy(id, takesOver: takesOver, tell: tell)
      return "Revision \(revision.number) is running."
    case .scale(let id, let replicas):
      try await engine.scale(id, to: replicas, tell: tell)
      return "Scaled to \(replicas)."
    case .restart(let id):
      try await engine.restart(id, tell: tell)
      return "Every pod has been replaced."
    case .rollback(let id, let number, let takesOver):
      let revision = try await engine.rollback(id, to: number, takesOver: takesOver, tell: tell)
      return "Revision \(revision.number), a copy of \(number), is running."
    case .deleteApp(let id):
      try await engine.deleteApp(id)
      return "Deleted the app."
    case .sync(let remote, let plan, let agreed):
      return try await sync(with: remote, plan, agreed: agreed, telling: operation, engine)
    case .shell(let id, let pod): return try await openShell(in: id, pod: pod, engine)
    case .attach(let id, let pod): return try await attach(to: id, pod: pod, engine)
    case .forward(let id, let pod, let ports):
      return try await forward(ports, of: id, pod: pod, engine) { await send(.operationTold(operation, $0)) }
    case .undo(let id, let entry, let again, _):
      let plan = try await engine.undo(id, entry: entry, again: again, tell: tell)
      return again ? "Done again: \(plan.entry.text). u undoes it." : "Undone: \(plan.entry.text). U does it again."
    }
  }

  private func title(of error: EngineError, in operation: Operation) -> String {
    if case .scale = operation, case .rolloutFailed = error { return "Scaled, but not every pod comes up" }
    return title(of: operation)
  }

  /// What a failure of it is called.
  private func title(of operation: Operation) -> String {
    switch operation {
    case .createProject, .createApp: "Not created"
    case .deleteProject, .deleteApp: "Not deleted"
    case .connectCluster: "Not connected"
    case .deleteCluster: "Not disconnected"
    case .allowPlugin: "Not allowed"
    case .shell: "No shell"
    case .attach: "Not attached"
    case .forward: "Not forwarded"
    case .updateApp, .setSecret: "Not saved"
    case .deleteSecret: "Not deleted"
    case .deploy: "The deploy failed"
    case .scale: "Not scaled"
    case .restart: "The restart failed"
    case .rollback: "The rollback failed"
    case .sync: "Not synced"
    case .undo(_, _, let again, _): again ? "Not done again" : "Not undone"
    }
  }
}
