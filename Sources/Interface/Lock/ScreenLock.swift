import Foundation
import Model
import Terminal

/// The screen while nobody is at it: nothing of the content is shown, and the vault's keys are forgotten.
package struct ScreenLock: Hashable, Sendable {
  /// The passphrase that is typed.
  package var input = TextInput()
  /// Why it did not open, or what cannot be done now.
  package var problem: String?
  /// Whether the passphrase is being tried, which takes a moment on purpose.
  package var isOpening = false
  /// Whether the keys are gone. They stay until what is under way has ended, which may need them to go back.
  package var hasForgotten = false

  package init() {}
}

extension State {
  /// Hides everything and lets go of the clusters. What is open on the screen is there again afterwards.
  mutating func lockScreen() -> [Effect] {
    guard lock == nil else { return [] }
    lock = ScreenLock()
    filtering = nil
    pendingChord = nil
    toast = nil
    facts = nil
    logs.restart(for: nil)
    logs.isTailing = false
    for index in pinnedTails.indices {
      pinnedTails[index].restart(for: pinnedTails[index].app)
      pinnedTails[index].isTailing = false
    }
    forgetWhatWasTyped()
    for cluster in live.keys { live[cluster]?.connection = .connecting }
    return (records?.clusters ?? []).map { .forgetCluster($0.id) } + [.stopDetail, .stopReading]
  }

  /// Values of secrets that a form or a job still holds. Any other form is there again afterwards.
  private mutating func forgetWhatWasTyped() {
    switch overlay {
    case .commandLine: overlay = nil
    case .form(let form):
      if case .setSecret = form.purpose { overlay = nil }
    default: break
    }
    for index in endedJobs.indices {
      if case .setSecret(let app, let name, _) = endedJobs[index].operation {
        endedJobs[index].operation = .setSecret(app, name: name, value: "")
      }
    }
  }

  /// The keys go when nothing that was begun needs them any more.
  mutating func forgetKeysIfDue() -> [Effect] {
    guard lock?.hasForgotten == false, jobs.isEmpty else { return [] }
    lock?.hasForgotten = true
    return [.lockVault]
  }

  /// The vault is open again: everything is followed as at the start.
  mutating func unlockScreen() -> [Effect] {
    guard lock != nil else { return [] }
    lock = nil
    lastInputAt = now
    logs.restart(for: selectedApp?.id)
    var effects = (records?.clusters ?? []).map { Effect.followCluster($0.id) }
    if let app = selectedApp { effects.append(.loadRevisions(app.id)) }
    return effects + startTail(of: selectedApp) + followTabs()
  }

  mutating func refuseToLock(_ reason: String, isAutomatic: Bool) {
    // Said once: a person who has heard it does not need to hear it every quarter of an hour.
    guard !isAutomatic || !wasToldOfAutomaticLock else { return }
    if isAutomatic { wasToldOfAutomaticLock = true }
    waitingMessages.append(
      Message(
        title: isAutomatic ? "auto-lock cannot lock" : "Not locked", text: reason,
        advice: "Add a passphrase first: shipit-tui vault add passphrase"))
  }

  /// Whether the person has been away for as long as `auto-lock` says.
  mutating func lockIfIdle() -> [Effect] {
    // Whoever types in an editor is there.
    guard lock == nil, !isInEditor, let minutes = settings.configuration.autoLockMinutes,
      now.timeIntervalSince(lastInputAt) >= Double(minutes) * 60
    else { return [] }
    lastInputAt = now
    return [.askLock(isAutomatic: true)]
  }

  /// All that a locked screen takes.
  mutating func handleLocked(_ event: TerminalEvent) -> [Effect] {
    switch event {
    case .resized(let size): self.size = size
    case .paste(let text):
      if lock?.isOpening == false { lock?.input.insert(text) }
    case .key(let key): return handleLocked(key)
    case .mouse: break
    case .closed:
      isRunning = false
      return [.quit]
    }
    return []
  }

  private mutating func handleLocked(_ key: Key) -> [Effect] {
    guard var lock, !lock.isOpening else { return [] }
    defer { self.lock = lock }
    switch (key.code, key.modifiers) {
    case (.enter, []):
      guard !lock.input.text.isEmpty else { return [.bell] }
      defer { lock.input = TextInput() }
      lock.isOpening = true
      lock.problem = nil
      return [.unlockVault(lock.input.text)]
    case (.escape, _): lock.input = TextInput()
    case (.character("c"), .control):
      guard jobs.isEmpty else {
        lock.problem = "\(underWay): unlock to leave."
        return [.bell]
      }
      isRunning = false
      return [.quit]
    case (.character("l"), .control): return [.redraw]
    default: _ = lock.input.handle(key)
    }
    return []
  }

  var underWay: String { "\(jobs.count) operation\(jobs.count == 1 ? " is" : "s are") under way" }
}

extension Effect {
  var isEdit: Bool {
    if case .edit = self { true } else { false }
  }

  /// Whether it may be done on a locked screen: nothing that would need a key or a cluster.
  var isDoneWhileLocked: Bool {
    switch self {
    case .forgetCluster, .stopTail, .stopDetail, .stopReading, .lockVault, .unlockVault, .askLock, .quit, .redraw,
      .suspend, .bell, .remember, .watchFiles, .followStore, .followRemotes, .keepSynced:
      true
    default: false
    }
  }
}
