import Engine
import Foundation
import Interface
import Terminal

/// The interactive program, from the first frame to the restored terminal.
enum ScreenRun {
  /// Runs on the calling thread, which must be the initial one.
  ///
  /// - Parameters:
  ///   - usesMouse: false leaves the mouse to the terminal, whatever the person's configuration says.
  ///   - demo: the engine that somebody gets who asks for the demo.
  /// - Throws: what `engine` throws, and `TerminalError` when this is no terminal that can be drawn on.
  static func open(
    usesMouse: Bool = true, environment: [String: String],
    demo: @escaping @Sendable () async throws -> Engine, engine: @escaping @Sendable () async throws -> Engine
  ) throws {
    try Loop.run {
      let engine = try await engine()
      let folder = PersonalFolder(environment: environment)
      let files = folder?.read() ?? PersonalFiles()
      let memory = await ScreenMemory.read(from: engine)
      var options = TerminalOptions()
      options.usesMouse = usesMouse && (Configuration.read(files).0?.usesMouse ?? true)
      try await NcursesScreen.withScreen(options, environment: environment) { screen in
        let program = Program(
          engine: engine, screen: screen, clock: ContinuousClock(), now: { engine.now }, folder: folder, files: files,
          memory: memory)
        await program.run()
        guard program.state.wantsDemo else { return }
        let demo = try await demo()
        await Program(
          engine: demo, screen: screen, clock: ContinuousClock(), now: { demo.now }, folder: folder, files: files
        ).run()
      }
    }
  }
}
