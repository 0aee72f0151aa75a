import Engine
import Model

extension Command {
  /// Why it can't be done now, as a sentence; nil when it can.
  package func disabledReason(in state: State) -> String? {
    if state.actsOnMarked(self) { return readOnly(state) ?? permissionAction.flatMap(state.refusalForMarked) }
    switch self {
    case .connectCluster:
      guard state.selectedProject == nil else { return nil }
      let keys = "\(state.hint(.projectsPane)), then \(state.hint(.createProject, in: .projects))"
      return "There is no project yet: create one first (\(keys))."
    case .deleteProject:
      guard let project = state.selectedProject else { return "There is no project to delete." }
      let count = state.records?.clusters.count { $0.projectID == project.id } ?? 0
      return count == 0
        ? nil : "\(project.name) still has \(count) cluster\(count == 1 ? "" : "s"): disconnect them first."
    case .deleteCluster:
      return state.selectedCluster == nil ? "There is no cluster to disconnect." : nil
    case .allowExec:
      guard let cluster = state.selectedCluster else { return "No cluster is chosen." }
      return state.consents[cluster.id] == nil ? "Nothing of \(cluster.name) waits for your consent." : nil
    case .createApp:
      guard state.selectedCluster == nil else { return nil }
      let keys = "\(state.hint(.clustersPane)), then \(state.hint(.connectCluster, in: .clusters))"
      return "There is no cluster yet: connect one first (\(keys))."
    case .enter where state.place == .apps: return noApp(state)
    case .events: return noApp(state) ?? forbidden(state)
    case .describe: return noApp(state)
    case .revealSecret:
      return state.variableTab != .secrets || state.chosenVariable == nil
        ? "Choose a secret first: they are in the tab Secrets." : nil
    case .logTail, .logMinute, .logFiveMinutes, .logQuarter, .logHour, .logAll, .logPrevious:
      return noApp(state) ?? neverDeployed(state) ?? forbidden(state)
    case .nextTab where state.place == .logs, .previousTab where state.place == .logs:
      return state.tails.count > 1
        ? nil : "There is no other tab: \(state.hint(.pinTail, in: .logs)) pins a tail as one."
    case .pinTail:
      if let reason = noApp(state) ?? neverDeployed(state) { return reason }
      return state.tails.count(where: { $0.pinned != nil }) < State.mostTabs
        ? nil : "\(State.mostTabs) tails are pinned: close one first (\(state.hint(.closeTail, in: .logs)))."
    case .closeTail: return state.logs.pinned == nil ? "This tail is not pinned." : nil
    case .logContainer:
      if let reason = noApp(state) ?? neverDeployed(state) { return reason }
      return state.logs.containers.count > 1 || state.logs.request.container != nil
        ? nil : "Only one container has written here."
    case .copy where state.place == .logs, .enter where state.place == .logs: fallthrough
    case .selectLines, .saveLogs, .bookmark, .copyShown:
      return state.logs.visibleCount > 0 ? nil : "There are no lines."
    case .nextBookmark, .previousBookmark:
      return state.logs.bookmarks.isEmpty ? "No line is marked: \(state.hint(.bookmark, in: .logs)) marks one." : nil
    case .nextDeploy, .previousDeploy:
      return state.logs.markedRows.isEmpty ? "No deploy is among the lines that are shown." : nil
    case .nextMatch where state.place == .logs, .previousMatch where state.place == .logs:
      guard state.logs.finding.search == nil else { return nil }
      return "Nothing is searched for: \(state.hint(.filter)) searches."
    case .abort:
      return noApp(state) ?? readOnly(state)
        ?? (state.abortTarget == nil ? "No deploy is under way that there is a good revision to go back from." : nil)
    case .editApp, .editFile: return noApp(state) ?? busy(state)
    case .setVariable:
      return noApp(state)
        ?? (state.variableTab == nil ? "Variables are in the tabs Environment and Secrets." : busy(state))
    case .deleteVariable:
      return noApp(state)
        ?? (state.chosenVariable == nil
          ? "Choose a variable first: they are in the tabs Environment and Secrets." : busy(state))
    case .deploy, .deleteApp:
      return noApp(state) ?? readOnly(state) ?? forbidden(state) ?? unread(state) ?? busy(state)
    case .takeOver:
      return noApp(state) ?? readOnly(state) ?? nothingHeld(state) ?? forbidden(state) ?? busy(state)
    case .undo, .redo: return noApp(state) ?? busy(state)
    case .mark: return noApp(state)
    case .sync where !state.knowsRemotes: return "The servers are still being read."
    case .sync: return state.remotes.isEmpty ? "There is no server yet: shipit-tui remote set URL." : nil
    case .applySync: return syncUnready(state)
    case .filter where state.place == .page(.sync): return "There is nothing to filter here."
    case .filter where state.place == .page(.jobs) || state.place == .page(.pulse):
      return "There is nothing to filter here."
    case .stopWaiting:
      if case .jobs(let list) = state.page {
        return state.job(list)?.end == nil && !state.jobs.isEmpty ? nil : "This has ended already."
      }
      return state.selectedJob == nil ? "Nothing is under way for this app." : nil
    case .shell, .attach, .forwardPorts: return noApp(state) ?? readOnly(state) ?? neverDeployed(state)
    case .scale, .restart:
      return noApp(state) ?? readOnly(state) ?? neverDeployed(state) ?? forbidden(state) ?? busy(state)
    case .rollback, .rollbackToSelected:
      return noApp(state) ?? readOnly(state) ?? neverDeployed(state) ?? forbidden(state) ?? unread(state)
        ?? noTarget(state) ?? busy(state)
    default:
      return nil
    }
  }

  /// Whether it can be done as soon as the revisions have been read, or what was entered has been saved, which takes a moment.
  func isOnlyEarly(in state: State) -> Bool {
    guard let reason = disabledReason(in: state) else { return false }
    if reason == unread(state) { return true }
    return state.selectedJob?.operation.isSaving == true && reason == busy(state)
  }

  private func syncUnready(_ state: State) -> String? {
    guard let view = state.syncView, view.plan != nil, view.phase == .planned, state.syncJob(view.remote.id) == nil
    else {
      return "Look first what is to do: \(state.hint(.sync))."
    }
    return nil
  }

  private func noApp(_ state: State) -> String? {
    state.selectedApp == nil ? "No app is chosen." : nil
  }

  /// The client refuses as well; here the person learns it before.
  private func readOnly(_ state: State) -> String? {
    guard let cluster = state.selectedCluster, cluster.isReadOnly else { return nil }
    return "\(cluster.name) is connected for reading only."
  }

  /// As far as the cluster has told; the server decides in the end.
  private func forbidden(_ state: State) -> String? {
    permissionAction.flatMap { action in state.selectedApp.flatMap { state.refusal(of: action, for: $0.id) } }
  }

  private func nothingHeld(_ state: State) -> String? {
    guard let app = state.selectedApp, state.heldFields[app.id] == nil else { return nil }
    return "No deploy of \(app.name) was refused for what others manage."
  }

  private func neverDeployed(_ state: State) -> String? {
    guard let app = state.selectedApp, app.currentRevision == 0 else { return nil }
    return "\(app.name) has never been deployed: deploy it first (\(state.hint(.deploy)))."
  }

  private func noTarget(_ state: State) -> String? {
    guard let app = state.selectedApp else { return nil }
    if self == .rollback, state.rollbackTarget == nil {
      return state.revisions.contains { $0.number < app.currentRevision }
        ? "No earlier revision of \(app.name) went well; one can be chosen in the pane of revisions."
        : "\(app.name) has no earlier revision to go back to."
    }
    if self == .rollbackToSelected, state.isRemoteRevisionSelected {
      return "This one was made by the server: apps rollback --via-remote goes back to it."
    }
    if self == .rollbackToSelected, state.selectedRevision == nil { return "No revision is chosen." }
    return nil
  }

  private func busy(_ state: State) -> String? {
    state.selectedJob.map { "\($0.title) is still under way; \(state.hint(.stopWaiting)) stops waiting for it." }
  }

  /// A question about revisions that have not been read yet would say what is not so.
  private func unread(_ state: State) -> String? {
    guard let app = state.selectedApp, app.currentRevision > 0, state.revisionsOf != app.id else { return nil }
    return "The revisions of \(app.name) are still being read."
  }
}

extension State {
  /// What is under way for the chosen app.
  package var selectedJob: Job? { selectedApp.flatMap { app in jobs.first { $0.operation.occupies(app.id) } } }

  /// The revision that is being rolled out, and the last before it that went well; nil where either is missing.
  package var abortTarget: (underWay: Revision, good: Revision)? {
    guard revisionsOf == selectedApp?.id, let underWay = revisions.first(where: { $0.outcome == .deploying }),
      let good = revisions.first(where: { $0.number < underWay.number && $0.outcome == .success })
    else { return nil }
    return (underWay, good)
  }

  /// The newest revision before the current one that went well.
  package var rollbackTarget: Revision? {
    guard let app = selectedApp else { return nil }
    return revisions.first { $0.number < app.currentRevision && $0.outcome == .success }
  }
}
