import ArgumentParser
import Engine
import Kubernetes
import Model

struct ShowUsage: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "top", abstract: "What each pod of an app uses now, where the cluster measures it.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    guard let usage = try await session.engine.usage(of: app.id) else {
      return session.console.note("This cluster measures nothing: it has no metrics.k8s.io.")
    }
    let table = Table(
      header: ["POD", "CPU", "MEMORY"],
      rows: usage.sorted { $0.key < $1.key }.map { pod, usage in
        [pod.name, "\(usage.cpuMillicores)m", "\(usage.memoryBytes >> 20)Mi"]
      })
    for line in table.lines { session.console.print(line) }
  }
}
