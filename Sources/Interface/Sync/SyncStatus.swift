import Model
import Terminal

/// A server that is synced with by itself.
package struct SyncDue: Hashable, Sendable {
  package var remote: RemoteID
  /// Seconds between two syncs.
  package var interval: Int

  package init(remote: RemoteID, interval: Int) {
    (self.remote, self.interval) = (remote, interval)
  }
}

extension State {
  /// The servers have changed, or what the last sync with one came to.
  mutating func load(_ new: [Remote]) -> [Effect] {
    let old = schedule
    (remotes, knowsRemotes) = (new, true)
    syncing.formIntersection(new.map(\.id))
    return followRemoteRevisions() + (schedule == old ? [] : [.keepSynced(schedule)])
  }

  private var schedule: [SyncDue] {
    remotes.compactMap { remote in remote.interval.map { SyncDue(remote: remote.id, interval: $0) } }
  }

  /// How it stands with the servers, in a few words; nil where there is none. What needs a person comes first.
  var syncLine: StatusLine? {
    let lines = remotes.map(syncLine)
    let order: [Role] = [.warning, .bad, .progress, .good, .muted]
    return order.lazy.compactMap { role in lines.first { $0.role == role } }.first
  }

  private func syncLine(_ remote: Remote) -> StatusLine {
    let sign: Character = "⇄"
    guard !syncing.contains(remote.id) else { return StatusLine(sign: sign, text: "syncing…", role: .progress) }
    guard let last = remote.lastSync else { return StatusLine(sign: sign, text: "never synced", role: .muted) }
    let age = humanAge(from: last.at, to: now)
    switch last.outcome {
    case .done: return StatusLine(sign: sign, text: "synced \(age) ago", role: .good)
    case .conflicts:
      let count = last.conflicts ?? 1
      return StatusLine(sign: sign, text: "\(count) conflict\(count == 1 ? "" : "s")", role: .warning)
    case .waiting:
      let count = last.waiting ?? 1
      return StatusLine(sign: sign, text: "\(count) to agree to", role: .warning)
    case .failed:
      guard let since = last.awaySince else { return StatusLine(sign: sign, text: "sync failed", role: .bad) }
      return StatusLine(sign: sign, text: "offline for \(humanAge(from: since, to: now))", role: .bad)
    }
  }
}

extension EffectRunner {
  func followRemotes() async {
    for await remotes in engine.store.observeRemotes() { await send(.remotesLoaded(remotes)) }
  }

  /// Syncs at once, and then whenever one is due.
  func keepSynced(_ schedule: [SyncDue]) async {
    var isFirst = true
    while !Task.isCancelled, !schedule.isEmpty {
      var wait = Double.infinity
      for due in schedule {
        let remaining = await remainingSeconds(of: due)
        if isFirst || remaining <= 0, let remote = await remote(due.remote) {
          await send(.syncingByItself(due.remote, true))
          await engine.syncByItself(with: remote)
          await send(.syncingByItself(due.remote, false))
          wait = min(wait, Double(due.interval))
        } else {
          wait = min(wait, remaining)
        }
      }
      isFirst = false
      try? await clock.sleep(for: .seconds(max(1, wait)))
    }
  }

  /// Also a sync that a person asked for puts the next one off.
  private func remainingSeconds(of due: SyncDue) async -> Double {
    guard let last = await remote(due.remote)?.lastSync else { return 0 }
    // A clock that was set back must not put it off for ever.
    return min(Double(due.interval), Double(due.interval) - now().timeIntervalSince(last.at))
  }

  private func remote(_ id: RemoteID) async -> Remote? {
    (try? await engine.store.remotes())?.first { $0.id == id }
  }
}
