import GRDB
import Model
import Synchronization

/// The configurations of the last look at all apps, by the text that each is stored as: the next look, which comes after each
/// change of the store, decodes only what is another now.
final class KnownConfigurations: Sendable {
  private let known = Mutex<[String: AppConfiguration]>([:])
  /// How many texts were decoded so far: for the test that keeps it so.
  private let decoded = Atomic(0)

  var decodedCount: Int { decoded.load(ordering: .relaxed) }

  /// Rows of apps with their configurations.
  func decoding(_ rows: [Row]) throws -> [(Row, AppConfiguration)] {
    let before = known.withLock { $0 }
    var now: [String: AppConfiguration] = [:]
    let pairs = try rows.map { row in
      let text: String = row["configuration"]
      let configuration = try now[text] ?? before[text] ?? decode(row)
      now[text] = configuration
      return (row, configuration)
    }
    known.withLock { $0 = now }
    return pairs
  }

  private func decode(_ row: Row) throws -> AppConfiguration {
    decoded.wrappingAdd(1, ordering: .relaxed)
    return try row.configuration()
  }
}
