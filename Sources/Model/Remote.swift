import Foundation

/// A shipit server that this store is synced with. Its token is kept apart, encrypted.
package struct Remote: Hashable, Sendable, Identifiable, Codable {
  package var id: RemoteID
  /// Unique in the store; what `--remote` takes.
  package var name: String
  /// The base URL, below which `/api` is.
  package var url: String
  /// Seconds between two syncs that nobody asks for; nil syncs only when asked.
  package var interval: Int?
  package var createdAt: Date
  package var lastSync: LastSync?

  package init(
    id: RemoteID = .init(), name: String, url: String, interval: Int? = nil, createdAt: Date, lastSync: LastSync? = nil
  ) {
    self.id = id
    self.name = name
    self.url = url
    self.interval = interval
    self.createdAt = createdAt
    self.lastSync = lastSync
  }

  package enum CodingKeys: String, CodingKey {
    case id, name, url
    case interval = "interval_seconds"
    case createdAt = "created_at"
    case lastSync = "last_sync"
  }

  /// What the last sync came to.
  package struct LastSync: Hashable, Sendable, Codable {
    package enum Outcome: String, Hashable, Sendable, Codable {
      /// Both sides have the same, but for what a person has held back.
      case done
      /// Both sides changed the same thing; somebody has to choose.
      case conflicts
      /// Something waits for a person's word: a deletion, credentials that would leave the machine.
      case waiting
      case failed
    }

    package var at: Date
    package var outcome: Outcome
    /// In words, for one line.
    package var message: String
    /// How many things a person has to choose between, and to agree to.
    package var conflicts: Int?
    package var waiting: Int?
    /// Since when the server could not be reached; nil when it could.
    package var awaySince: Date?

    package init(
      at: Date, outcome: Outcome, message: String, conflicts: Int? = nil, waiting: Int? = nil, awaySince: Date? = nil
    ) {
      self.at = at
      self.outcome = outcome
      self.message = message
      self.conflicts = conflicts
      self.waiting = waiting
      self.awaySince = awaySince
    }

    package enum CodingKeys: String, CodingKey {
      case at, outcome, message, conflicts, waiting
      case awaySince = "away_since"
    }
  }
}

package typealias RemoteID = Identifier<Remote>
