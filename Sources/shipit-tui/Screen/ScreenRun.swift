import Engine
import Foundation
import Interface
import Terminal

/// The interactive program, from the first frame to the restored terminal.
enum ScreenRun {
  /// Runs on the calling thread, which must be the initial one.
  ///
  /// - Throws: what `engine` throws, and `TerminalError` when this is no terminal that can be drawn on.
  static func open(
    options: TerminalOptions = .init(), environment: [String: String],
    engine: @escaping @Sendable () async throws -> Engine
  ) throws {
    try Loop.run {
      let engine = try await engine()
      try await NcursesScreen.withScreen(options, environment: environment) { screen in
        await Program(engine: engine, screen: screen, clock: ContinuousClock(), now: { engine.now }).run()
      }
    }
  }
}
