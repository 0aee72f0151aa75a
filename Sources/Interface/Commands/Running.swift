import Model
import Terminal

extension State {
  /// What a command does now; why not, as a toast, when it can't.
  package mutating func run(_ command: Command) -> [Effect] {
    if let app = selectedApp, command.isOnlyEarly(in: self) {
      held = HeldKeys(command: command, app: app.id, since: now)
      return []
    }
    if let reason = command.disabledReason(in: self) {
      show(reason, .warning)
      return askAgain(about: command)
    }
    if let effects = runInPage(command) { return effects }
    if let effects = runInLogs(command) { return effects }
    switch command {
    case .moveUp: move(by: -1)
    case .moveDown: move(by: 1)
    case .pageUp: move(by: -contentHeight(of: focus))
    case .pageDown: move(by: contentHeight(of: focus))
    case .first: moveToFirst()
    case .last: moveToLast()
    case .enter:
      if focus == .apps { open(.app(AppPage())) } else { forward() }
    case .forward: forward()
    case .leave: leave()
    case .nextPane: focus = focus.next
    case .previousPane: focus = focus.previous
    case .projectsPane: focus = .projects
    case .clustersPane: focus = .clusters
    case .appsPane: focus = .apps
    case .logsPane: focus = .logs
    case .revisionsPane: focus = .revisions
    case .larger: zoom = zoom.larger
    case .smaller: zoom = zoom.smaller
    case .cycleSort: cycleSort(focus)
    case .reverseSort: reverseSort(focus)
    case .sortByName: sort(focus, by: .name)
    case .sortByStatus: sort(focus, by: .status)
    case .sortByAge: sort(focus, by: .age)
    case .followLogs: logs.follow()
    case .toggleTimestamps: logs.timestamps = logs.timestamps.next
    case .logTail, .logMinute, .logFiveMinutes, .logQuarter, .logHour, .logAll, .logPrevious, .logContainer:
      return runOnTail(command)
    case .toggleWrap: logs.wraps.toggle()
    case .shiftLeft: logs.shift = max(0, logs.shift - 20)
    case .shiftRight: logs.shift += 20
    case .filter: startFilter()
    // Only where there is something to search or to copy; in the log, `runInLogs`.
    case .nextMatch, .previousMatch, .copy, .nextTab, .previousTab, .revealSecret, .filterLogs, .toggleFields,
      .chooseFields, .selectLines, .copyShown, .saveLogs, .bookmark, .nextBookmark, .previousBookmark, .nextDeploy,
      .previousDeploy, .pinTail, .closeTail:
      break
    case .describe:
      guard let app = selectedApp else { return [] }
      return read(.app(app.id), title: "Describe \(app.name)")
    case .events:
      guard let app = selectedApp else { return [] }
      return read(.events(app.id), title: "Events of \(app.name)")
    case .editFile: return selectedApp.map { editFile($0) } ?? []
    case .setVariable: return openVariableForm(for: nil)
    case .deleteVariable: return ask(unsetQuestion)
    case .cancel where !markedApps.isEmpty: marked = []
    case .cancel: setFilter("", of: place)
    case .stopWaiting:
      guard let job = selectedJob else { return [] }
      return stopWaiting(for: job)
    case .jobs: open(.jobs(RowList()))
    case .pulse: open(.pulse(RowList()))
    case .sync: return openSync()
    // Only on its page.
    case .applySync, .takeLocal, .takeRemote, .agree: break
    case .mark: toggleMark()
    case .lock: return [.askLock(isAutomatic: false)]
    case .help: overlay = .help(offset: 0)
    case .commandLine: overlay = .commandLine(CommandLine())
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .quit:
      guard jobs.isEmpty else {
        overlay = .confirmation(quitQuestion)
        return []
      }
      isRunning = false
      return emptyClipboardIfDue(isLeaving: true) + [.quit]
    case .createProject, .connectCluster, .createApp, .editApp, .scale, .forwardPorts: return openForm(for: command)
    case .deploy, .takeOver, .restart, .rollback, .rollbackToSelected, .abort, .deleteApp, .deleteCluster,
      .deleteProject:
      return ask(confirmation(for: command))
    case .allowExec: return ask(selectedCluster.flatMap(consentQuestion))
    case .shell: return selectedApp.map { start(.shell($0.id, pod: chosenPod)) } ?? []
    case .attach: return selectedApp.map { start(.attach($0.id, pod: chosenPod)) } ?? []
    case .undo, .redo: return selectedApp.map { [.readUndo($0.id, again: command == .redo)] } ?? []
    }
    return []
  }

  private var quitQuestion: Confirmation {
    Confirmation(
      title: "Quit now?",
      lines: jobs.map { .init("\($0.title)…", .progress) } + [
        .init(""), .init("What the cluster was asked goes on there; the next start finds out how it ended."),
      ] + (jobs.contains { $0.operation.isLocal } ? [.init("Ports are forwarded no longer.")] : []), verb: "Quit",
      consequence: .quit)
  }

  /// Starts an operation beside the loop and shows that it runs.
  ///
  /// - Parameter typed: what the person has typed, which a protected cluster demands.
  mutating func start(_ operation: Operation, typed: String? = nil) -> [Effect] {
    // A second one would take the place of the first, of which nothing would be heard any more.
    if let job = jobs.first(where: { $0.operation.subject == operation.subject }) {
      show("\(job.title) is still under way.", .warning)
      return []
    }
    var confirmed: ConfirmedCluster?
    if let cluster = protectedCluster(of: operation) {
      guard typed == protectedName(of: operation, on: cluster) else {
        overlay = .confirmation(protectionQuestion(operation, on: cluster))
        return []
      }
      confirmed = ConfirmedCluster(id: cluster.id, name: cluster.name)
    }
    jobCount += 1
    jobs.append(Job(operation: operation, title: title(of: operation), startedAt: now, id: jobCount))
    return [.perform(operation, confirming: confirmed)]
  }

  func title(of operation: Operation) -> String {
    let name = operation.app.flatMap { app($0)?.name } ?? ""
    return switch operation {
    case .createProject(let name): "Creating \(name)"
    case .deleteProject: "Deleting the project"
    case .connectCluster(_, let name, _, _, _): "Connecting \(name)"
    case .allowPlugin: "Allowing the command"
    case .deleteCluster: "Disconnecting the cluster"
    case .createApp(let draft): "Creating \(draft.name)"
    case .updateApp: "Saving \(name)"
    case .deploy: "Deploying \(name)"
    case .scale(_, let replicas): "Scaling \(name) to \(replicas)"
    case .restart: "Restarting \(name)"
    case .setSecret(_, let key, _): "Setting \(key) of \(name)"
    case .deleteSecret(_, let key): "Deleting \(key) of \(name)"
    case .rollback(_, let revision, _): "Rolling \(name) back to \(revision)"
    case .deleteApp: "Deleting \(name)"
    case .sync(let remote, _, _): "Syncing with \(remotes.first { $0.id == remote }?.name ?? "the server")"
    case .shell(_, let pod): "Shell in \(pod ?? name)"
    case .attach(_, let pod): "Attached to \(pod ?? name)"
    case .forward(_, let pod, let ports):
      "Forwarding \(ports.map { "\($0.remote)" }.joined(separator: ", ")) of \(pod ?? name)"
    case .undo(_, _, let again, _): again ? "Redoing for \(name)" : "Undoing for \(name)"
    }
  }
}
