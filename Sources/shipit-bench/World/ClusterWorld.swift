/// A cluster full of pods, and a store that knows it.
struct ClusterWorld {
  let kubeconfig: String
  let store: String
  /// Where curl reaches it; nil for a real cluster, whose credentials curl does not get.
  let address: String?
  /// Kept so that it lives.
  private let simulator: SimulatorProcess?

  /// - Parameter churn: how many of its pods change every second.
  init(pods: Int, churn: Int = 0, apps: Int = 1, _ bench: Bench) throws(BenchError) {
    if let real = bench.kubeconfig {
      (kubeconfig, address, simulator) = (real, nil, nil)
    } else {
      let process = try SimulatorProcess(
        bench.binaries, in: bench.workspace, named: "pods",
        pods == 0 ? [] : ["--pods", "\(pods)"] + (churn == 0 ? [] : ["--churn", "\(churn)"]))
      (kubeconfig, address, simulator) = (process.kubeconfig, process.address, process)
    }
    store = bench.workspace.file("pods.db")
    remove(store: store)
    try bench.seed(["--store", store, "--cluster", kubeconfig, "--apps", "\(apps)"])
  }
}
