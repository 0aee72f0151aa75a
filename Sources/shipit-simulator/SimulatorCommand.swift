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

  @Option(help: "Fill the cluster with that many running pods of some 6 kB, a hundred to a deployment.")
  var pods = 0

  @Option(help: "How many of those pods change their readiness every second.")
  var churn = 0

  mutating func validate() throws {
    if pods < 0 || churn < 0 { throw ValidationError("--pods and --churn are counts.") }
    if churn > 0, pods == 0 { throw ValidationError("--churn changes the pods of --pods.") }
  }

  func run() async throws {
    let interruption = Interruption()
    var options = ClusterOptions()
    options.hasMetrics = metrics
    // A kubelet runs 110 pods.
    options.nodes = (1...max(1, (pods + 109) / 110)).map { "node\($0)" }
    let cluster = SimulatedCluster(seed: seed, options: options)
    await cluster.populate(pods: pods)
    await cluster.churn(perSecond: churn)
    let transport = AdministratorPath(cluster.transport(as: .anonymous), token: cluster.adminToken)
    try await SocketServer.run(port: Int(port), serving: transport) { server in
      if let kubeconfig { try Kubeconfig(server: server.url, token: cluster.adminToken).write(to: kubeconfig) }
      print(server.url)
      fflush(nil)
      await interruption.arrived()
    }
  }
}
