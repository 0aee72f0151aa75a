import ArgumentParser
import Engine

struct VerifyApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare what the cluster has with what was deployed.",
    discussion:
      "Exits with 1 where somebody has changed it by another way. The next deploy brings it back, or says who manages it now."
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let drift = try await session.engine.drift(of: app.id)
    session.print(drift)
    guard drift.isEmpty else { throw CommandError.drifted(app: argument.app.description, objects: drift.count) }
    session.console.print("app \(argument.app) is on its cluster as revision \(app.currentRevision) says")
  }
}

extension Session {
  /// One line for each field.
  ///
  /// - Parameter wanted: who says what should be there.
  func print(_ differences: [ObjectDifference], wanted: String = "SHIPIT") {
    let rows = differences.flatMap { difference -> [[String]] in
      switch difference.finding {
      case .missing: [[difference.object, "", "missing", "wanted"]]
      case .leftOver: [[difference.object, "", "left over", "not wanted"]]
      case .changed(let fields): fields.map { [difference.object, $0.path, $0.live ?? "-", $0.wanted ?? "-"] }
      }
    }
    guard !rows.isEmpty else { return }
    for line in Table(header: ["OBJECT", "FIELD", "CLUSTER", wanted], rows: rows).lines { console.print(line) }
  }
}
