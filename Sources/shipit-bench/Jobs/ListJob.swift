/// Every pod of a large cluster, as a table and as bytes.
struct ListJob: Job {
  let name = "list"
  let mainSize = 10_000
  let sizes = [1_000, 10_000, 100_000]
  let unit = "pods"

  func measure(_ size: Int, _ bench: Bench) async throws(BenchError) -> [Measurement] {
    let world = try ClusterWorld(pods: size, bench)
    return [try table(world, bench), try bytes(world, bench)]
  }

  private func table(_ world: ClusterWorld, _ bench: Bench) throws(BenchError) -> Measurement {
    let ours = try bench.median { () throws(BenchError) in
      try Child.run(bench.ours(["--store", world.store, "clusters", "pods", "bench/sim"]))
    }
    let peer = try bench.median(.kubectl) { path throws(BenchError) in
      try Child.run(bench.peer(path, ["get", "pods", "-A"], kubeconfig: world.kubeconfig))
    }
    return Measurement(
      job: "list pods to a table", ours: ours, peerName: "kubectl get pods -A", peer: peer,
      goals: [
        .ratio("CPU", \.cpu, ours, peer, atMost: 0.125, "≤ 1/8"), .memory(ours, peer, atMost: 0.125, "≤ 1/8"),
      ])
  }

  private func bytes(_ world: ClusterWorld, _ bench: Bench) throws(BenchError) -> Measurement {
    let ours = try bench.median { () throws(BenchError) in
      try Child.run(bench.ours(["--store", world.store, "clusters", "raw", "bench/sim", "/api/v1/pods"]))
    }
    var peer: Sample?
    if let address = world.address {
      peer = try bench.median(.curl) { path throws(BenchError) in
        try Child.run(
          bench.peer(path, ["--silent", "--fail", "--compressed", "--output", "/dev/null", "\(address)/api/v1/pods"]))
      }
    }
    return Measurement(
      job: "the same as raw transfer", ours: ours, peerName: "curl", peer: peer,
      goals: [
        .ratio("CPU", \.cpu, ours, peer, atMost: 2, "≤ 2×"), .ratio("wall", \.wall, ours, peer, atMost: 1.2, "≤ 1.2×"),
      ])
  }
}
