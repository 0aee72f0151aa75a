import ArgumentParser
import Engine

struct RunInApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a command to its end in a pod of its own, as the app runs now.",
    discussion:
      "Its output goes to standard output. Example: shipit-tui apps run shop/production/web -- bin/report --all")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @Argument(help: "After --: a program and its arguments.") var command: [String]

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let console = session.console
    try await session.changing(app.clusterID).run(command, in: app.id) { progress in
      if case .output(let line) = progress {
        console.print(line)
      } else if let text = progress.text {
        console.note(text)
      }
    }
  }
}
