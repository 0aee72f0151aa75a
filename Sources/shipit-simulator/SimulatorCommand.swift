import ArgumentParser
private import Glibc
import HTTP
import Simulator
import SimulatorServer

@main
struct SimulatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shipit-simulator",
    abstract: "A simulated Kubernetes cluster on a loopback socket.",
    discussion: """
      Prints its address when it is ready, and serves until it is interrupted. Everything is in memory and gone then.
      """)

  @Option(help: "The port to listen on at 127.0.0.1; 0 picks a free one.")
  var port: UInt16 = 0

  @Option(help: ArgumentHelp("Where to write a kubeconfig for kubectl.", valueName: "file"))
  var kubeconfig: String?

  @Option(help: "What names, uids and addresses follow from.")
  var seed: UInt64 = 1

  @Flag(help: "Serve metrics.k8s.io.")
  var metrics = false

  func run() async throws {
    let interruption = Interruption()
    var options = ClusterOptions()
    options.hasMetrics = metrics
    let cluster = SimulatedCluster(seed: seed, options: options)
    let transport = AdministratorPath(cluster.transport(as: .anonymous), token: cluster.adminToken)
    try await SocketServer.run(port: Int(port), serving: transport) { server in
      if let kubeconfig { try Kubeconfig(server: server.url, token: cluster.adminToken).write(to: kubeconfig) }
      print(server.url)
      fflush(nil)
      await interruption.arrived()
    }
  }
}
