/// From nothing to a painted frame with the person's apps, beside the least that kubectl can do.
struct StartJob: Job {
  let name = "start"
  let mainSize = 200
  let sizes = [20, 200, 2000]
  let unit = "apps"

  func measure(_ size: Int, _ bench: Bench) async throws(BenchError) -> [Measurement] {
    let store = bench.workspace.file("start-\(size).db")
    try bench.seed(["--store", store, "--apps", "\(size)", "--revisions", "0"])
    let ours = try bench.median { () throws(BenchError) in
      // Leaves the store as a person does who quits: a start after a kill reads every page first.
      try Child.run(bench.ours(["--store", store, "projects", "list"]))
      return try Self.start(store, bench)
    }
    let peer = try bench.median(.kubectl) { path throws(BenchError) in
      try Child.run(bench.peer(path, ["version", "--client"]))
    }
    return [
      Measurement(
        job: "start to first painted frame", ours: ours, peerName: "kubectl version --client", peer: peer,
        goals: [
          .ratio("wall", \.wall, ours, peer, atMost: 1, "≤ 1×"), Goal("≤ 50 ms CPU", ours.cpu <= 0.05),
        ])
    ]
  }

  /// What it has cost when the name of the first app is on the terminal: it is killed there and then.
  static func start(_ store: String, _ bench: Bench) throws(BenchError) -> Sample {
    var terminal = try Pseudoterminal(width: 160, height: 48)
    let began = ContinuousClock.now
    let child = try Child(bench.ours(["--store", store]), terminal: terminal.name)
    defer { child.signal(9) }
    let seen: ContinuousClock.Instant
    do throws(BenchError) {
      seen = try terminal.see("app-1", atMost: .seconds(30))
    } catch {
      child.signal(9)
      _ = child.wait()
      throw error
    }
    let peak = LiveProcess(pid: child.pid).peak
    child.signal(9)
    var sample = child.wait().sample
    sample.wall = (seen - began) / .seconds(1)
    sample.peak = peak
    return sample
  }
}
