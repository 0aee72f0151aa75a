import Foundation
import Model
import Terminal

/// A command that needs what is still being read or saved, and what was typed after it: a person who is faster than the disk loses no key.
package struct HeldKeys: Hashable, Sendable {
  package var command: Command
  package var app: AppID
  package var events: [TerminalEvent] = []
  package var since: Date

  /// After that a person has given up on it.
  static let patience: TimeInterval = 3
}

extension State {
  /// Keeps what is typed before there is anything that it could be meant for; nil from then on.
  mutating func holdEarly(_ event: TerminalEvent) -> [Effect]? {
    guard records == nil, isWaitingForStore else { return nil }
    switch event {
    case .key(.control("c")), .resized, .closed: return nil
    case .key, .paste, .mouse: typedEarly.append(event)
    }
    return []
  }

  /// The store has been read, or cannot be.
  mutating func releaseEarly() -> [Effect] {
    isWaitingForStore = false
    defer { typedEarly = [] }
    return replay(typedEarly)
  }

  /// Keeps what is typed while a command is held; nil when none is. Esc lets go of all of it.
  mutating func hold(_ event: TerminalEvent) -> [Effect]? {
    guard held != nil else { return nil }
    switch event {
    case .key(Key(.escape)), .key(.control("c")): held = nil
    case .key, .paste, .mouse: held?.events.append(event)
    case .resized, .closed: return nil
    }
    return []
  }

  /// What was waited for has come.
  mutating func release() -> [Effect] {
    guard let held, selectedApp?.id == held.app, !held.command.isOnlyEarly(in: self) else { return [] }
    self.held = nil
    isReplaying = true
    let effects = run(held.command)
    isReplaying = false
    return effects + replay(held.events)
  }

  /// Acts on what was typed before there was anything to see. It opens questions, and answers none.
  private mutating func replay(_ events: [TerminalEvent]) -> [Effect] {
    isReplaying = true
    defer { isReplaying = false }
    return events.flatMap { reduce(.terminal($0)) }
  }

  /// It has not come, or is not wanted any more.
  mutating func dropStaleKeys() {
    guard let held else { return }
    if selectedApp?.id != held.app {
      self.held = nil
    } else if now.timeIntervalSince(held.since) >= HeldKeys.patience {
      self.held = nil
      if let reason = held.command.disabledReason(in: self) { show(reason, .warning) }
    }
  }
}
