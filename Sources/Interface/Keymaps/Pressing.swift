import Foundation
import Terminal

/// Keys that may become a chord.
package struct PendingChord: Hashable, Sendable {
  package var keys: [Key]
  package var place: Place
  package var since: Date

  /// After that a person has thought of something else.
  static let patience: TimeInterval = 3
}

extension State {
  /// A key where nothing is open that takes it.
  mutating func press(_ key: Key) -> [Effect] {
    let pending = pendingChord.flatMap { $0.place == place ? $0.keys : nil } ?? []
    pendingChord = nil
    if !pending.isEmpty, key == Key(.escape) || keymap.command(for: key, in: place) == .cancel { return [] }
    let keys = pending + [key]
    switch keymap.meaning(of: keys, in: place) {
    case .command(let command): return run(command)
    case .beginning:
      pendingChord = PendingChord(keys: keys, place: place, since: now)
      return []
    case .nothing:
      // What was begun is told to have come to nothing; a single key without a meaning is no news.
      guard !pending.isEmpty else { return [] }
      show("\(Chord(keys)) does nothing here.", .warning)
      return [.bell]
    }
  }

  mutating func dropStaleChord() {
    guard let pendingChord, now.timeIntervalSince(pendingChord.since) >= PendingChord.patience else { return }
    self.pendingChord = nil
  }
}
