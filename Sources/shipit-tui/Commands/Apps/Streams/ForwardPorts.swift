import ArgumentParser
import Engine

struct ForwardPorts: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "port-forward", abstract: "Listen on this machine and pass connections on to a pod of an app.",
    discussion: """
      Only this machine can connect. A pod that goes away is replaced by another of the app for the next connection. \
      Runs until Ctrl-C. Example: shipit-tui apps port-forward shop/production/web 9000:8080 :5432
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument
  @Option(help: "This pod and no other.") var pod: String?
  @Argument(help: "[LOCAL:]REMOTE. Without LOCAL the same port here; LOCAL empty or 0 picks a free one.")
  var ports: [ForwardedPort]

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let events = try await session.changing(app.clusterID).forward(ports, of: app.id, pod: pod)
    for await event in events {
      switch event {
      case .listening(let ports): session.console.print("127.0.0.1:\(ports.local) -> \(app.name):\(ports.remote)")
      case .reached(let pod, _): session.console.note("Connections go to \(pod).")
      case .failed(let remote, let error):
        session.console.note("A connection to port \(remote) failed: \(error.explanation.text)")
      case .stopped(_, let error): throw error
      }
    }
  }
}

extension ForwardedPort: ExpressibleByArgument {
  package init?(argument: String) {
    self.init(parsing: argument)
  }
}
