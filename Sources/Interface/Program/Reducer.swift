import Engine
import Foundation
import Model
import Terminal

extension State {
  /// What happens next: the state changes, and what has to be done beside the loop is returned. Performs nothing itself.
  package mutating func reduce(_ action: Action) -> [Effect] {
    // Lines come by the thousand, and move neither the selection nor a page.
    if case .logsArrived = action { return change(action) + scanIfNeeded() }
    let before = selectedApp
    var effects = change(action)
    if lock == nil {
      effects += followSelection(from: before)
      if selectedApp?.id != before?.id { effects += followRemoteRevisions() }
      effects += followPermissions(from: before)
      effects += followPage()
      if case .recordsLoaded = action { effects += followTabs() }
    } else {
      effects = (effects + forgetKeysIfDue()).filter(\.isDoneWhileLocked)
    }
    effects += scanIfNeeded()
    if effects.contains(where: \.isEdit) { isInEditor = true }
    if overlay != nil || filtering != nil { pendingChord = nil }
    if lock == nil, overlay == nil, filtering == nil, !waitingMessages.isEmpty {
      overlay = .message(waitingMessages.removeFirst())
    }
    if lock == nil, overlay == nil, filtering == nil, !waitingQuestions.isEmpty {
      overlay = .confirmation(waitingQuestions.removeFirst())
    }
    return effects
  }

  private mutating func scanIfNeeded() -> [Effect] {
    guard logs.needsScan, !logs.isScanAwaited else { return [] }
    logs.isScanAwaited = true
    return [.scanLogs]
  }

  private mutating func change(_ action: Action) -> [Effect] {
    switch action {
    case .terminal(let event):
      guard lock == nil else { return handleLocked(event) }
      if event.isInput { lastInputAt = now }
      return handle(event)
    case .command(let command):
      guard lock == nil || command == .quit && jobs.isEmpty else { return [] }
      return run(command)
    case .ticked(let date):
      now = date
      if let toast, toast.until <= date { self.toast = nil }
      hideSecret()
      dropStaleChord()
      dropStaleKeys()
      return emptyClipboardIfDue() + rememberIfDue() + lockIfIdle()
    case .filesRead(let files):
      read(files)
      return []
    case .recordsLoaded(let new):
      let isFirst = records == nil
      return load(new) + (isFirst ? releaseEarly() : [])
    case .remotesLoaded(let new): return load(new)
    case .remoteRevisionsLoaded(let app, let rows):
      if selectedApp?.id == app { (remoteRevisions, remoteRevisionsOf) = (rows, app) }
      return []
    case .syncTold(let remote, let news):
      hear(news, of: remote)
      return []
    case .syncingByItself(let remote, let isUnderWay):
      if isUnderWay { syncing.insert(remote) } else { syncing.remove(remote) }
      return []
    case .storeFailed(let message):
      waitingMessages.append(message)
      return releaseEarly()
    case .lastSeenLoaded(let cluster, let apps, let asOf):
      // What the cluster itself has said in the meantime is newer.
      if live[cluster]?.asOf == nil { live[cluster, default: ClusterLive()].apps = apps }
      if live[cluster]?.asOf == nil { live[cluster]?.asOf = asOf }
      return []
    case .clusterUpdated(let cluster, let update, let date): return apply(update, to: cluster, at: date)
    case .revisionsLoaded(let app, let revisions):
      if selectedApp?.id == app { (self.revisions, revisionsOf) = (revisions, app) }
      changeTail(of: app) { $0.markers = LogMarker.all(of: revisions) }
      return release()
    case .permissionsTold(let app, let permissions, let date):
      self.permissions[app] = KnownPermissions(
        permissions ?? self.permissions[app]?.permissions ?? Permissions(), at: date)
      return []
    case .logsArrived(let app, let rows):
      changeTail(of: app) { tail in
        tail.append(rows)
        tail.remark = nil
      }
      return []
    case .logSaved(let file, let result):
      logSaved(file, result)
      return []
    case .logScanDue:
      logs.isScanAwaited = false
      logs.scan()
      return []
    case .logsRemarked(let app, let remark):
      changeTail(of: app) { $0.remark = remark }
      return []
    case .contextsLoaded(let kubeconfig, let list): return offer(list, from: kubeconfig)
    case .contextsFailed(let kubeconfig, let problem):
      setContextProblem(problem, from: kubeconfig)
      return []
    case .learnt(let app, let fact):
      learn(fact, of: app)
      return []
    case .textArrived(let subject, let lines):
      fill(subject, with: lines)
      return []
    case .edited(let app, let old, let end):
      isInEditor = false
      lastInputAt = now
      return edited(app, from: old, end)
    case .undoRead(let app, let plan):
      guard overlay == nil, filtering == nil, selectedApp?.id == app else { return [] }
      isReplaying = true
      defer { isReplaying = false }
      return ask(undoQuestion(plan))
    case .undoRefused(let app, let reason):
      if selectedApp?.id == app { show(reason, .warning) }
      return []
    case .rollbackChecked(let app, let revision, let answer):
      answerQuestion(about: app, revision: revision, answer)
      return []
    case .lockGranted: return lockScreen()
    case .lockRefused(let reason, let isAutomatic):
      refuseToLock(reason, isAutomatic: isAutomatic)
      return []
    case .vaultUnlocked: return unlockScreen()
    case .unlockRefused(let reason):
      lock?.isOpening = false
      lock?.problem = reason
      return [.bell]
    case .operationTold(let operation, let text):
      tell(operation, text)
      if operation.isLocal { show(text, .good) }
      return []
    case .operationWarned(let operation, let text):
      warn(operation, text)
      return []
    case .operationDone(let operation, let text):
      let warnings = jobs.first { $0.operation == operation }?.warnings ?? 0
      end(operation, .done, text)
      settleVariables(operation)
      forgetHeld(after: operation)
      let isShown = !endInBatch(operation, isDone: true)
      if isShown, warnings == 0 { show(text, .good) }
      if isShown, warnings > 0 { show(text + Job.text(ofWarnings: warnings), .warning, for: 10) }
      guard case .allowPlugin(let cluster, _) = operation else { return release() }
      consents[cluster] = nil
      return [.followCluster(cluster)]
    case .operationFailed(let operation, let message):
      fail(operation, message)
      // What was to come after it was meant for something else than its failure.
      if operation.isSaving { held = nil }
      if case .sync(let remote, _, _) = operation { hear(.failed(message.text), of: remote) }
      return []
    case .fieldsHeld(let operation, let message, let fields):
      hold(operation, message, fields)
      return []
    case .consentNeeded(let operation, let plugin):
      jobs.removeAll { $0.operation == operation }
      if let question = consentQuestion(operation, plugin) { askWhenFree(question) }
      return []
    }
  }

  /// A key goes to what is on top: the overlay, the filter that is typed, then the panes.
  private mutating func handle(_ event: TerminalEvent) -> [Effect] {
    if let effects = holdEarly(event) ?? hold(event) { return effects }
    switch event {
    case .resized(let size):
      self.size = size
      return []
    case .key(let key):
      if let effects = handleInOverlay(key) { return effects }
      if let effects = handleInFilter(key) { return effects }
      return press(key)
    case .paste(let text):
      paste(text)
      return []
    case .mouse(let mouse):
      pendingChord = nil
      if let effects = follow(mouse) { return effects }
      return page.map { overlay == nil ? handle(mouse, in: $0) : [] } ?? handle(mouse)
    case .closed:
      isRunning = false
      return [.quit]
    }
  }

  package mutating func show(_ text: String, _ role: Role = .info, for seconds: Double = 5) {
    toast = Toast(text, role, until: now.addingTimeInterval(seconds))
  }

  /// Another app under the cursor has other revisions and other logs.
  private mutating func followSelection(from before: App?) -> [Effect] {
    keepAppInUse()
    let after = selectedApp
    let isDeployedNow = (before?.currentRevision ?? 0) == 0 && (after?.currentRevision ?? 0) > 0
    guard after?.id != before?.id || isDeployedNow else {
      // Another revision, or another end of one, moves the app's own record with it.
      return after.map { after != before ? [.loadRevisions($0.id)] : [] } ?? []
    }
    if after?.id != before?.id {
      (revisions, revisionsOf) = ([], nil)
      lists[.revisions] = nil
    }
    guard after?.id != before?.id else {
      logs.restart(for: after?.id)
      logs.isTailing = false
      return after.map { [.loadRevisions($0.id)] + startTail(of: $0) } ?? []
    }
    // Another app begins with its last lines, whatever was asked of the one before.
    return (after.map { [.loadRevisions($0.id)] } ?? []) + changeTail(to: after)
  }
}

extension TerminalEvent {
  /// Whether it comes from a person.
  fileprivate var isInput: Bool {
    switch self {
    case .key, .paste, .mouse: true
    case .resized, .closed: false
    }
  }
}
