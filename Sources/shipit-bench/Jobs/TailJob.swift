/// A long log from its beginning to its end, headless.
struct TailJob: Job {
  let name = "tail"
  let mainSize = 1_000_000
  let sizes = [100_000, 1_000_000, 10_000_000]
  let unit = "lines"

  func measure(_ size: Int, _ bench: Bench) async throws(BenchError) -> [Measurement] {
    let simulator = try SimulatorProcess(bench.binaries, in: bench.workspace, named: "tail")
    try await Deployments(at: simulator.address).create(
      "app", image: "local/backlog:1000000000x\(size)", replicas: 1)
    let store = bench.workspace.file("tail.db")
    remove(store: store)
    try bench.seed(["--store", store, "--cluster", simulator.kubeconfig])
    let output = bench.workspace.file("log")
    try Child.run(bench.ours(Self.arguments(store), output: .file(output)))
    let lines = LineCount(of: output)
    let ours = try bench.median { () throws(BenchError) in try Child.run(bench.ours(Self.arguments(store))) }
    let peer = try bench.median(.kubectl) { path throws(BenchError) in
      try Child.run(bench.peer(path, ["logs", "deployment/app"], kubeconfig: simulator.kubeconfig))
    }
    return [
      Measurement(
        job: "tail of a whole log", ours: ours, peerName: "kubectl logs", peer: peer,
        goals: [
          .ratio("CPU", \.cpu, ours, peer, atMost: 1 / 3, "≤ 1/3"), .memory(ours, peer, atMost: 0.5, "≤ 1/2"),
          Goal("every line", lines.count == size),
        ], details: ["\(lines.count) lines, \(decimal(Double(lines.bytes) / 1e6, 0)) MB"])
    ]
  }

  private static func arguments(_ store: String) -> [String] {
    ["--store", store, "logs", "bench/sim/app", "--since", "365d"]
  }
}
