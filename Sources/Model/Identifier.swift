import Foundation

/// The identity of a record: a lowercase UUID, as shipit's server writes it.
package struct Identifier<Record>: Hashable, Sendable, Codable, CustomStringConvertible {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A new random identity.
  package init() {
    rawValue = UUID().uuidString.lowercased()
  }

  package init(from decoder: any Decoder) throws {
    rawValue = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }

  package var description: String { rawValue }
}

package typealias ProjectID = Identifier<Project>
package typealias ClusterID = Identifier<Cluster>
package typealias AppID = Identifier<App>
package typealias RevisionID = Identifier<Revision>
