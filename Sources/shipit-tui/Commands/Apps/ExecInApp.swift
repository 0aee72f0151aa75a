import ArgumentParser
import Engine
import Kubernetes
import Model

struct ExecInApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec", abstract: "Run a command in a pod of an app that runs already.",
    discussion: """
      Its output is the output, its exit code the exit code. With -i it reads standard input. Example: \
      shipit-tui apps exec shop/production/web -- cat /etc/hosts
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @Flag(name: [.customShort("i"), .long], help: "Pass standard input on, up to its end.") var stdin = false
  @Option(help: "Which pod; else one that is ready.") var pod: String?
  @Option(name: [.short, .long], help: "Which container of the pod.") var container: String?
  @Argument(help: "After --: a program and its arguments.") var command: [String]

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let remote = try await session.changing(app.clusterID).enter(
      app.id, RemoteCommand(command, takesInput: stdin), pod: pod, container: container)
    // All of it at once: a pipe's end is known only when it has come.
    if stdin {
      try await remote.write(session.console.readAll())
      guard try await remote.endInput() else {
        await remote.close()
        throw CommandError.inputCannotEnd
      }
    }
    while let event = try await remote.next() {
      switch event {
      case .output(let bytes): session.console.output(bytes)
      case .errorOutput(let bytes): session.console.errors(bytes)
      case .ended(.exited(code: 0)): return
      case .ended(.exited(let code)): throw CommandError.exited(code: code)
      case .ended(.failed(let error)):
        throw EngineError.cluster(try await session.store.cluster(app.clusterID).name, error)
      }
    }
    throw CommandError.streamBroke
  }
}
