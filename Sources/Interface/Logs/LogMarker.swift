import Foundation
import Model
import Terminal

/// A moment of a deploy, told between the lines of that time.
package struct LogMarker: Hashable, Sendable {
  package var time: Date
  package var text: String
  package var role: Role

  /// The moments of some revisions, in order.
  package static func all(of revisions: [Revision]) -> [LogMarker] {
    revisions.flatMap { revision in
      [started(revision), ended(revision)].compactMap { $0 }
    }.sorted { $0.time < $1.time }
  }

  private static func started(_ revision: Revision) -> LogMarker {
    let facts = [revision.message, revision.deployedBy.map { "by \($0)" }].compactMap { $0 }
    return LogMarker(
      time: revision.createdAt,
      text: "▼ revision \(revision.number) started" + (facts.isEmpty ? "" : ": " + facts.joined(separator: ", ")),
      role: .progress)
  }

  private static func ended(_ revision: Revision) -> LogMarker? {
    guard let time = revision.finishedAt else { return nil }
    let name = "revision \(revision.number)"
    let reason = revision.outcomeMessage.map { ": \($0)" } ?? ""
    return switch revision.outcome {
    case .deploying: nil
    case .success: LogMarker(time: time, text: "● \(name) became stable", role: .good)
    case .failed: LogMarker(time: time, text: "✗ \(name) failed\(reason)", role: .bad)
    case .rolledBack: LogMarker(time: time, text: "↺ \(name) was rolled back\(reason)", role: .bad)
    case .interrupted: LogMarker(time: time, text: "? how \(name) ended is not known", role: .warning)
    }
  }
}
