import Foundation

/// Holds clusters.
package struct Project: Hashable, Sendable, Codable, Identifiable {
  package var id: ProjectID
  /// Unique in the store, case-sensitive.
  package var name: String
  package var createdAt: Date

  package init(id: ProjectID = .init(), name: String, createdAt: Date) {
    self.id = id
    self.name = name
    self.createdAt = createdAt
  }

  package enum CodingKeys: String, CodingKey {
    case id, name
    case createdAt = "created_at"
  }
}
