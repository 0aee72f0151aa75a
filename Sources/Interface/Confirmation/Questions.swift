import Kubernetes
import Model
import Terminal

extension State {
  /// What is asked before a command does something to the world.
  func confirmation(for command: Command) -> Confirmation? {
    if actsOnMarked(command) { return markedQuestion(command, markedApps) }
    return switch command {
    case .deploy: selectedApp.map(deployQuestion)
    case .takeOver: selectedApp.flatMap(takeOverQuestion)
    case .restart:
      selectedApp.map { app in
        Confirmation(
          title: "Restart \(app.name)?",
          lines: place(of: app) + [.init("Every pod is replaced, one after the other. Nothing else changes.")],
          verb: "Restart", operation: .restart(app.id))
      }
    case .rollback: selectedApp.flatMap { app in rollbackTarget.map { rollbackQuestion(app, to: $0) } }
    case .abort: selectedApp.flatMap { app in abortTarget.map { abortQuestion(app, $0.underWay, to: $0.good) } }
    case .rollbackToSelected: selectedApp.flatMap { app in selectedRevision.map { rollbackQuestion(app, to: $0) } }
    case .deleteApp:
      selectedApp.map { app in
        Confirmation(
          title: "Delete \(app.name)?",
          lines: place(of: app) + [
            .init("Its pods stop and its service goes from the cluster.", .warning),
            .init(
              "Its \(revisions.count) revision\(revisions.count == 1 ? "" : "s") and secrets go from the store.",
              .warning),
            .init(""), .init("Type \(app.name) to confirm:"),
          ],
          verb: "Delete", isDestructive: true, operation: .deleteApp(app.id), typing: app.name)
      }
    case .deleteCluster:
      selectedCluster.map { cluster in
        let count = records?.apps.count { $0.clusterID == cluster.id } ?? 0
        return Confirmation(
          title: "Disconnect \(cluster.name)?",
          lines: [
            .init("\(cluster.endpoint)", .muted), .init(""),
            .init(
              "Its kubeconfig and \(count) app\(count == 1 ? "" : "s") with their revisions go from the store.",
              .warning),
            .init("What runs on the cluster goes on running."),
            .init(""), .init("Type \(cluster.name) to confirm:"),
          ],
          verb: "Disconnect", isDestructive: true, operation: .deleteCluster(cluster.id), typing: cluster.name)
      }
    case .deleteProject:
      selectedProject.map { project in
        Confirmation(
          title: "Delete \(project.name)?", lines: [.init("The project is empty.")], verb: "Delete",
          isDestructive: true,
          operation: .deleteProject(project.id))
      }
    default: nil
    }
  }

  /// A command of somebody's kubeconfig runs only after the person has seen it.
  func consentQuestion(_ operation: Operation, _ plugin: ShownPlugin) -> Confirmation? {
    guard case .connectCluster(let project, let name, let kubeconfig, let context, _) = operation else { return nil }
    return consentQuestion(
      "The context \(context)", plugin,
      .connectCluster(
        project, name: name, kubeconfig: kubeconfig, context: context,
        consent: .given(fingerprint: plugin.fingerprint)))
  }

  /// For a cluster that is stored already: it was imported, or its command is another by now.
  func consentQuestion(_ cluster: Cluster) -> Confirmation? {
    consents[cluster.id].flatMap { consentQuestion("The cluster \(cluster.name)", $0, .allowPlugin(cluster.id, $0)) }
  }

  private func consentQuestion(_ whose: String, _ plugin: ShownPlugin, _ operation: Operation) -> Confirmation? {
    Confirmation(
      title: "Run this command?",
      lines: [
        .init("\(whose) gets its credentials from a command:".neutralised()), .init(""),
        .init(plugin.command.neutralised(), .accent), .init(""),
        .init("It runs on this machine, as you, each time credentials are needed."),
      ],
      verb: "Allow", isDestructive: true, operation: operation)
  }

  private func deployQuestion(_ app: App) -> Confirmation {
    var lines = place(of: app)
    if app.currentRevision > 0 {
      let number = live(of: app)?.revision ?? app.currentRevision
      let changes = running(app).changes(to: app.configuration)
      if changes.isEmpty {
        lines.append(.init("Nothing has changed since revision \(number)."))
      } else {
        lines.append(.init("Changes to revision \(number), which runs now:"))
        lines += changes.map(Confirmation.Line.init)
      }
    } else {
      lines.append(.init("The first deploy of \(app.configuration.image)."))
    }
    if ImageReference(app.configuration.image)?.isMoving == true {
      lines += [
        .init(""), .init("The tag of this image can move: a rollback to this revision may run", .warning),
        .init("another image. Pin a version to make it exact.", .warning),
      ]
    }
    let next = (revisions.first?.number ?? app.currentRevision) + 1
    return Confirmation(
      title: "Deploy \(app.name) as revision \(next)?", lines: lines, verb: "Deploy", operation: .deploy(app.id))
  }

  private func rollbackQuestion(_ app: App, to revision: Revision) -> Confirmation {
    var lines = place(of: app)
    let current = running(app)
    let changes = current.changes(to: revision.configuration)
    if changes.isEmpty {
      lines.append(.init("Revision \(revision.number) is configured as what runs now."))
    } else {
      lines.append(.init("This will change:"))
      lines += changes.map(Confirmation.Line.init)
    }
    if revision.outcome != .success {
      let outcome = revision.outcome.rawValue.replacing("_", with: " ")
      lines += [.init(""), .init("Careful: revision \(revision.number) itself ended as \(outcome).", .warning)]
    }
    var wish = app.configuration
    wish.replicas = current.replicas
    if wish != current {
      lines += [.init(""), .init("Changes that were saved and never deployed are lost.", .warning)]
    }
    let next = (revisions.first?.number ?? app.currentRevision) + 1
    lines += [.init(""), .init("It becomes revision \(next); no revision is lost.", .muted)]
    return Confirmation(
      title: "Roll \(app.name) back to revision \(revision.number)?", lines: lines, verb: "Roll back",
      operation: .rollback(app.id, revision: revision.number))
  }

  private func abortQuestion(_ app: App, _ underWay: Revision, to good: Revision) -> Confirmation {
    let changes = underWay.configuration.changes(to: good.configuration)
    return Confirmation(
      title: "Abort revision \(underWay.number) of \(app.name) and go back to \(good.number)?",
      lines: place(of: app) + changes.map(Confirmation.Line.init) + [
        .init(""),
        .init("The rollout is not waited for any more; a copy of revision \(good.number) takes its place.", .muted),
      ], verb: "Abort and go back", consequence: .abort(app.id, revision: good.number))
  }

  /// What runs now, as far as it is known: the revision that the cluster has, at the scale that it has.
  private func running(_ app: App) -> AppConfiguration {
    let live = live(of: app)
    let number = live?.revision ?? app.currentRevision
    var configuration = revisions.first { $0.number == number }?.configuration ?? app.configuration
    configuration.replicas = live?.desired ?? app.configuration.replicas
    return configuration
  }

  func place(of app: App) -> [Confirmation.Line] {
    [.init("\(reference(to: app)), namespace \(app.namespace)", .muted), .init("")]
  }
}
