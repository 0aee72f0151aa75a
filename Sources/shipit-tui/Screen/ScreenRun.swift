import Engine
import Foundation
import Interface
import Terminal

/// The interactive program, from the first frame to the restored terminal.
enum ScreenRun {
  /// Runs on the calling thread, which must be the initial one.
  ///
  /// - Throws: `TerminalError` when standard output is no terminal that can be drawn on.
  static func open(
    _ engine: Engine, clock: any Clock<Duration> = ContinuousClock(), options: TerminalOptions = .init(),
    environment: [String: String]
  ) throws {
    try Loop.run {
      try await NcursesScreen.withScreen(options, environment: environment) { screen in
        await Program(engine: engine, screen: screen, clock: clock, now: { engine.now }).run()
      }
    }
  }
}
