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
      var options = TerminalOptions()
      let crashes = CrashFolder(environment: environment)
      let crashed = crashes?.tell()
      options.crashReport = crashes?.prepare(version: ShipitTUI.configuration.version, environment: environment)
      defer { crashes?.tidy() }
      options.usesMouse = usesMouse && (Configuration.read(folder?.read() ?? PersonalFiles()).0?.usesMouse ?? true)
      try await NcursesScreen.withScreen(options, environment: environment) { screen in
        try await run(on: screen, folder: folder, news: crashed.map { [$0] } ?? [], demo: demo, engine: engine)
      }
    }
  }

  /// From the place where the person was the last time, until they quit.
  ///
  /// - Parameter news: what is told at the start.
  @LoopActor static func run(
    on screen: any Screen, folder: PersonalFolder?, news: [Message] = [],
    demo: @escaping @Sendable () async throws -> Engine, engine: Engine
  ) async throws {
    let files = folder?.read() ?? PersonalFiles()
    let memory = await ScreenMemory.read(from: engine)
    let program = Program(
      engine: engine, screen: screen, clock: ContinuousClock(), now: { engine.now }, folder: folder, files: files,
      memory: memory, news: news)
    await program.run()
    guard program.state.wantsDemo else { return }
    let demo = try await demo()
    await Program(
      engine: demo, screen: screen, clock: ContinuousClock(), now: { demo.now }, folder: folder, files: files
    ).run()
  }
}
